package tapedeck.tape.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tapedeck.tensor.ArrayBytes;
import tapedeck.tensor.DType;

/**
 * The numbered arrays of a tape as one file in the safetensors format: eight bytes with the length
 * of a JSON header, the header, and the elements one array after another, little endian. See <a
 * href="https://huggingface.co/docs/safetensors">huggingface.co/docs/safetensors</a>.
 */
final class TensorArrays {
  private static final Map<DType, String> NAMES =
      new TreeMap<>(
          Map.of(
              DType.FLOAT64, "F64",
              DType.FLOAT32, "F32",
              DType.FLOAT16, "F16",
              DType.BFLOAT16, "BF16",
              DType.INT64, "I64",
              DType.INT32, "I32",
              DType.INT16, "I16",
              DType.INT8, "I8",
              DType.UINT8, "U8",
              DType.BOOL, "BOOL"));

  /** The largest header that is read. */
  private static final long LARGEST_HEADER = 256L << 20;

  private static final int BUFFER = 1 << 16;

  /** An array with the type of its elements. */
  record Typed(DType dtype, Object array) {
    long bytes() {
      return (long) width(dtype) * Array.getLength(array);
    }
  }

  private final List<Typed> arrays = new ArrayList<>();
  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

  private static int width(DType dtype) {
    return switch (dtype) {
      case FLOAT64, INT64 -> 8;
      case FLOAT32, INT32 -> 4;
      case FLOAT16, BFLOAT16, INT16 -> 2;
      case INT8, UINT8, BOOL -> 1;
    };
  }

  /** The number of an array, which is kept for {@link #write}. */
  int numberOf(DType dtype, Object array) {
    Integer known = numbers.get(array);
    if (known != null) {
      return known;
    }
    arrays.add(new Typed(dtype, array));
    numbers.put(array, arrays.size() - 1);
    return arrays.size() - 1;
  }

  /**
   * The array of a number.
   *
   * @throws IllegalArgumentException if there is none
   */
  Typed get(int number) {
    if (number < 0 || number >= arrays.size()) {
      throw new IllegalArgumentException("there is no tensor data with the number " + number);
    }
    return arrays.get(number);
  }

  void write(OutputStream out, ObjectMapper json, Progress progress) throws IOException {
    ObjectNode header = json.createObjectNode();
    long end = 0;
    for (int i = 0; i < arrays.size(); i++) {
      Typed typed = arrays.get(i);
      ObjectNode entry = header.putObject(Integer.toString(i));
      entry.put("dtype", NAMES.get(typed.dtype()));
      entry.putArray("shape").add(Array.getLength(typed.array()));
      entry.putArray("data_offsets").add(end).add(end + typed.bytes());
      end += typed.bytes();
    }
    byte[] text = json.writeValueAsBytes(header);
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(text.length).array());
    out.write(text);
    byte[] bytes = new byte[BUFFER];
    long written = 0;
    for (Typed typed : arrays) {
      write(typed, bytes, out);
      written += typed.bytes();
      progress.tell(written, end);
    }
  }

  private static void write(Typed typed, byte[] bytes, OutputStream out) throws IOException {
    int length = Array.getLength(typed.array());
    int most = BUFFER / width(typed.dtype());
    for (int from = 0; from < length; from += most) {
      int count = Math.min(most, length - from);
      ArrayBytes.put(typed.array(), from, count, bytes);
      out.write(bytes, 0, count * width(typed.dtype()));
    }
  }

  /**
   * Reads what {@link #write} wrote, or any safetensors file whose tensors are named 0, 1, 2 ….
   *
   * @param size the length of the whole file, which bounds the memory that is taken
   * @throws TapeFileException if it is damaged
   */
  static TensorArrays read(InputStream in, long size, ObjectMapper json, Progress progress)
      throws IOException {
    DataInputStream data = new DataInputStream(in);
    long headerLength = Long.reverseBytes(data.readLong());
    if (headerLength < 2 || headerLength > Math.min(size - 8, LARGEST_HEADER)) {
      throw damaged("its header would be " + headerLength + " bytes long");
    }
    byte[] text = data.readNBytes((int) headerLength);
    TensorArrays read = new TensorArrays();
    JsonNode header = parse(json, text);
    long end = 0;
    byte[] bytes = new byte[BUFFER];
    for (int i = 0; header.has(Integer.toString(i)); i++) {
      JsonNode entry = header.get(Integer.toString(i));
      DType dtype = dtype(entry.path("dtype").asText());
      long from = entry.path("data_offsets").path(0).asLong(-1);
      long to = entry.path("data_offsets").path(1).asLong(-1);
      long length = (to - from) / width(dtype);
      if (from != end || to < from || to > size || (to - from) % width(dtype) != 0) {
        throw damaged("tensor " + i + " lies at " + from + " to " + to);
      }
      if (length > Integer.MAX_VALUE - 8 || elements(entry.path("shape")) != length) {
        throw damaged("the shape of tensor " + i + " does not fit its data");
      }
      Object array = array(dtype, (int) length);
      fill(data, dtype, array, bytes);
      read.numberOf(dtype, array);
      end = to;
      progress.tell(end, size);
    }
    return read;
  }

  private static JsonNode parse(ObjectMapper json, byte[] text) throws TapeFileException {
    try {
      return json.readTree(new String(text, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw damaged("its header is no JSON");
    }
  }

  private static long elements(JsonNode shape) {
    long elements = 1;
    for (JsonNode size : shape) {
      elements = Math.multiplyExact(elements, size.asLong(-1));
    }
    return elements;
  }

  private static void fill(DataInputStream in, DType dtype, Object array, byte[] bytes)
      throws IOException {
    int length = Array.getLength(array);
    int most = BUFFER / width(dtype);
    for (int from = 0; from < length; from += most) {
      int count = Math.min(most, length - from);
      in.readFully(bytes, 0, count * width(dtype));
      ArrayBytes.get(array, from, count, bytes);
    }
  }

  private static Object array(DType dtype, int length) {
    return switch (dtype) {
      case FLOAT64 -> new double[length];
      case INT64 -> new long[length];
      case FLOAT32 -> new float[length];
      case INT32 -> new int[length];
      case FLOAT16, BFLOAT16, INT16 -> new short[length];
      case INT8, UINT8, BOOL -> new byte[length];
    };
  }

  private static DType dtype(String name) throws TapeFileException {
    for (Map.Entry<DType, String> known : NAMES.entrySet()) {
      if (known.getValue().equals(name)) {
        return known.getKey();
      }
    }
    throw damaged("it has elements of the unknown type '" + name + "'");
  }

  private static TapeFileException damaged(String why) {
    return new TapeFileException(Entries.TENSORS + " is damaged: " + why);
  }
}
