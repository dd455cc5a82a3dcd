package tapedeck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;

/** Reads what {@code src/test/oracle/record.py} recorded from PyTorch. */
public final class Recorded {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Recorded() {}

  public static JsonNode file(String name) {
    try (InputStream in = Recorded.class.getResourceAsStream("/oracle/" + name + ".json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a list. */
  public static Set<String> lines(String name) {
    try (InputStream in = Recorded.class.getResourceAsStream("/oracle/" + name + ".txt")) {
      return new TreeSet<>(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static DType dtype(JsonNode name) {
    return DType.valueOf(name.asText().toUpperCase(Locale.ROOT));
  }

  public static Shape shape(JsonNode sizes) {
    int[] array = new int[sizes.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = sizes.get(i).asInt();
    }
    return Shape.of(array);
  }

  /** Numbers as Python spells them. */
  public static Storage storage(DType dtype, JsonNode data) {
    Storage storage = Storage.allocate(dtype, data.size());
    for (int i = 0; i < data.size(); i++) {
      String text = data.get(i).asText();
      switch (text) {
        case "True" -> storage.set(i, 1L);
        case "False" -> storage.set(i, 0L);
        case "nan" -> storage.set(i, Double.NaN);
        case "inf" -> storage.set(i, Double.POSITIVE_INFINITY);
        case "-inf" -> storage.set(i, Double.NEGATIVE_INFINITY);
        default -> {
          if (dtype == DType.FLOAT32) {
            storage.set(i, (double) Float.parseFloat(text));
          } else if (dtype.isFloating()) {
            storage.set(i, Double.parseDouble(text));
          } else {
            storage.set(i, Long.parseLong(text));
          }
        }
      }
    }
    return storage;
  }
}
