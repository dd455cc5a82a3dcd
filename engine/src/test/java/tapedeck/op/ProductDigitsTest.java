package tapedeck.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * Products of matrices and vectors of many sizes and layouts have PyTorch's bits. {@code
 * oracle/products.py} recorded the checksums of PyTorch's results.
 */
class ProductDigitsTest {
  private static final int SECOND = 1_000_000;
  private static final int ADDED = 2_000_000;

  private final Engine engine = new Engine();

  private record Product(String function, boolean wide, int n, int k, int m, String turned) {
    static Product of(String[] words, int m) {
      return new Product(
          words[0],
          words[1].equals("float64"),
          Integer.parseInt(words[2]),
          Integer.parseInt(words[3]),
          m,
          words[5]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mm", "addmm", "bmm", "mv", "addmv", "dot"})
  void productsHavePyTorchsBits(String function) throws IOException {
    List<String[]> all;
    try (var in = getClass().getResourceAsStream("/oracle/products.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      all =
          text.lines()
              .map(line -> line.split(" ", -1))
              .filter(words -> words[0].equals(function))
              .toList();
    }
    List<String> different =
        all.stream()
            .filter(words -> !words[6].equals(checksum(words)))
            .map(words -> String.join(" ", words))
            .toList();
    assertEquals(List.of(), different, different.size() + " of " + all.size());
  }

  private String checksum(String[] words) {
    CRC32 checksum = new CRC32();
    for (String m : words[4].split(",", -1)) {
      checksum.update(bytes(result(Product.of(words, Integer.parseInt(m)))));
    }
    return "%08x".formatted(checksum.getValue());
  }

  private Tensor result(Product p) {
    return switch (p.function) {
      case "mm" -> apply("mm", left(p), right(p));
      case "addmm" -> apply("addmm", numbers(p, ADDED, p.m), left(p), right(p));
      case "bmm" -> apply("bmm", batch(p, 0, p.n, p.k), batch(p, SECOND, p.k, p.m));
      case "mv" -> apply("mv", left(p), numbers(p, SECOND, p.k));
      case "addmv" -> apply("addmv", numbers(p, ADDED, p.n), left(p), numbers(p, SECOND, p.k));
      default -> apply("dot", numbers(p, 0, p.k), numbers(p, SECOND, p.k));
    };
  }

  private Tensor left(Product p) {
    return p.turned.contains("a") ? apply("t", numbers(p, 0, p.k, p.n)) : numbers(p, 0, p.n, p.k);
  }

  private Tensor right(Product p) {
    return p.turned.contains("b")
        ? apply("t", numbers(p, SECOND, p.m, p.k))
        : numbers(p, SECOND, p.k, p.m);
  }

  private Tensor batch(Product p, int start, int rows, int columns) {
    return p.turned.contains(start == 0 ? "a" : "b")
        ? apply("transpose", numbers(p, start, 3, columns, rows), 1L, 2L)
        : numbers(p, start, 3, rows, columns);
  }

  private Tensor apply(String op, Object... arguments) {
    return engine.apply(OpTable.row(op), arguments);
  }

  private Tensor numbers(Product p, int start, int... sizes) {
    Shape shape = Shape.of(sizes);
    float[] floats = new float[shape.numel()];
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = (((start + i) * 0x9E3779B1) >>> 8) * 0x1p-24 - 0.5;
      floats[i] = (float) doubles[i];
    }
    return engine.tensor(p.wide ? Storage.of(doubles) : Storage.of(floats), shape, false);
  }

  private static byte[] bytes(Tensor tensor) {
    int count = tensor.shape().numel();
    if (tensor.storage().array() instanceof float[] floats) {
      ByteBuffer bytes = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(floats);
      return bytes.array();
    }
    ByteBuffer bytes = ByteBuffer.allocate(count * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put((double[]) tensor.storage().array());
    return bytes.array();
  }
}
