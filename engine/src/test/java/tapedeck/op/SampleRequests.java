package tapedeck.op;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;

/**
 * Writes the samples of all rows, with their numbers, as questions for {@code
 * src/test/oracle/samples.py}, which asks PyTorch: {@code SampleRequests FILE}.
 */
public final class SampleRequests {
  private SampleRequests() {}

  public static void main(String[] arguments) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> lines = new ArrayList<>();
    for (Op op : OpTable.all()) {
      for (int i = 0; i < op.samples().size(); i++) {
        lines.add(json.writeValueAsString(request(op, i)));
      }
    }
    Files.write(Path.of(arguments[0]), lines);
  }

  private static Map<String, Object> request(Op op, int index) {
    Sample sample = op.samples().get(index);
    List<double[]> data = new SampleArguments(op, sample).draw();
    int[] next = {0};
    List<Object> positional =
        sample.arguments().stream().map(argument -> spelled(argument, data, next)).toList();
    Map<String, Object> named = new LinkedHashMap<>();
    sample.named().forEach((name, value) -> named.put(name, spelled(value, data, next)));
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("op", op.name());
    request.put("sample", index);
    request.put("parameters", op.parameters().stream().map(Parameter::name).toList());
    request.put(
        "keywords",
        op.parameters().stream().filter(Parameter::keywordOnly).map(Parameter::name).toList());
    request.put("arguments", positional);
    request.put("named", named);
    return request;
  }

  private static Object spelled(Object argument, List<double[]> data, int[] next) {
    if (argument instanceof Sample.Drawn drawn) {
      return tensor(drawn.shape(), "float", doubles(data.get(next[0]++)));
    }
    if (argument instanceof Sample.Whole whole) {
      return tensor(whole.shape(), whole.type().torchName(), whole.values());
    }
    if (argument instanceof List<?> list) {
      return list.stream().map(item -> spelled(item, data, next)).toList();
    }
    if (argument instanceof int[] sizes) {
      return Map.of("ints", Arrays.stream(sizes).boxed().toList());
    }
    if (argument instanceof DType dtype) {
      return Map.of("dtype", dtype.torchName());
    }
    return argument.equals(Double.POSITIVE_INFINITY) ? Map.of("inf", 1) : argument;
  }

  private static Map<String, Object> tensor(Shape shape, String type, List<?> values) {
    Map<String, Object> spelled = new LinkedHashMap<>();
    spelled.put("type", type);
    spelled.put("shape", Arrays.stream(shape.toArray()).boxed().toList());
    spelled.put("data", values);
    return spelled;
  }

  private static List<Double> doubles(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
