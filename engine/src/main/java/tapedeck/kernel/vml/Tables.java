package tapedeck.kernel.vml;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The tables of the functions by name, a line each of {@code tables.txt}, which {@code
 * src/test/oracle/vml_tables.py} writes.
 */
final class Tables {
  private static final Map<String, String[]> LINES = read();

  private Tables() {}

  static float[] floats(String name) {
    String[] words = words(name);
    float[] values = new float[words.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(words[i]);
    }
    return values;
  }

  static double[] doubles(String name) {
    return Arrays.stream(words(name)).mapToDouble(Double::parseDouble).toArray();
  }

  static long[] longs(String name) {
    return Arrays.stream(words(name)).mapToLong(Long::parseLong).toArray();
  }

  private static String[] words(String name) {
    String[] words = LINES.get(name);
    if (words == null) {
      throw new IllegalArgumentException("no table " + name);
    }
    return words;
  }

  private static Map<String, String[]> read() {
    Map<String, String[]> lines = new HashMap<>();
    try (var in = Tables.class.getResourceAsStream("tables.txt");
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ", -1);
        lines.put(words[0], Arrays.copyOfRange(words, 1, words.length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
