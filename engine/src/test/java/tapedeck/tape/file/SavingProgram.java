package tapedeck.tape.file;

import java.nio.file.Path;
import tapedeck.autograd.Engine;
import tapedeck.tape.RandomProgram;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;

/** Saves the same tape again and again until it is killed; a program of its own for a test. */
public final class SavingProgram {
  private SavingProgram() {}

  public static void main(String[] args) throws Exception {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    new RandomProgram(1, 2000).run(new Engine(recorder), recorder);
    while (true) {
      TapeFile.write(new Recording("random", "", tape), Path.of(args[0]), Progress.NONE);
      System.out.println("saved");
    }
  }
}
