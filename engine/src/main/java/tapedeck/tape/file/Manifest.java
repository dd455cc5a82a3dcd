package tapedeck.tape.file;

/**
 * The first entry of a tape file.
 *
 * @param format always {@value #FORMAT}
 * @param version of the format; a reader refuses a newer one than it knows
 * @param producer the program that wrote the file
 * @param program the name of the recorded program
 * @param seed the seed of the random numbers before the program set one
 * @param firstStep the step of the state in which the tape begins; 0 for the program's start
 * @param lastStep the step of the last event
 */
record Manifest(
    String format,
    int version,
    String producer,
    String program,
    long seed,
    long firstStep,
    long lastStep) {
  static final String FORMAT = "tapedeck";
  static final int VERSION = 1;
}
