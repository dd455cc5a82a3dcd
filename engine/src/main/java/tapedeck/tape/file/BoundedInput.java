package tapedeck.tape.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream of an entry that must not be longer than it says. */
final class BoundedInput extends FilterInputStream {
  private final String name;
  private long left;

  BoundedInput(InputStream in, String name, long length) {
    super(in);
    this.name = name;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    count(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int read = super.read(bytes, from, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int read) throws TapeFileException {
    left -= read;
    if (left < 0) {
      throw new TapeFileException(name + " is longer than it says");
    }
  }
}
