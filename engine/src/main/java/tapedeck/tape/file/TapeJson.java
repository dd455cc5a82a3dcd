package tapedeck.tape.file;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.Arrays;
import org.pcollections.PMap;
import org.pcollections.PVector;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.Shape;
import tapedeck.tensor.TensorValue;
import tapedeck.tensor.TorchError;

/**
 * Events and states as JSON: every record is an object of its components, an event names its kind
 * in {@code event}, and a tensor value stands as shape, strides and offset over a numbered array.
 */
final class TapeJson {
  private TapeJson() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
  private interface Named {}

  /** A mapper that takes the arrays of tensor values from, or gives them to, {@code arrays}. */
  static ObjectMapper mapper(TensorArrays arrays) {
    SimpleModule module = new SimpleModule("tape");
    module.addSerializer(TensorValue.class, new ValueWriter(arrays));
    module.addDeserializer(TensorValue.class, new ValueReader(arrays));
    module.addDeserializer(PMap.class, new PersistentMapReader());
    module.addDeserializer(PVector.class, new PersistentVectorReader());
    ObjectMapper mapper =
        JsonMapper.builder(new JsonFactory())
            .addModule(module)
            .addMixIn(TapeEvent.class, Named.class)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .visibility(
                com.fasterxml.jackson.annotation.PropertyAccessor.ALL,
                com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.NONE)
            .visibility(
                com.fasterxml.jackson.annotation.PropertyAccessor.FIELD,
                com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY)
            .visibility(
                com.fasterxml.jackson.annotation.PropertyAccessor.CREATOR,
                com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY)
            .build();
    for (Class<?> kind : TapeEvent.class.getPermittedSubclasses()) {
      mapper.registerSubtypes(new NamedType(kind, kind.getSimpleName()));
    }
    return mapper;
  }

  private static final class ValueWriter extends JsonSerializer<TensorValue> {
    private final TensorArrays arrays;

    ValueWriter(TensorArrays arrays) {
      this.arrays = arrays;
    }

    @Override
    public void serialize(TensorValue value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartObject();
      json.writeNumberField("data", arrays.numberOf(value.dtype(), value.array()));
      write(json, "shape", value.shape().toArray());
      if (!Arrays.equals(value.strides(), value.shape().contiguousStrides())) {
        write(json, "strides", value.strides());
      }
      if (value.offset() != 0) {
        json.writeNumberField("offset", value.offset());
      }
      json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, int[] numbers) throws IOException {
      json.writeFieldName(name);
      json.writeArray(numbers, 0, numbers.length);
    }
  }

  private static final class ValueReader extends JsonDeserializer<TensorValue> {
    private final TensorArrays arrays;

    ValueReader(TensorArrays arrays) {
      this.arrays = arrays;
    }

    @Override
    public TensorValue deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      JsonNode node = json.readValueAsTree();
      try {
        TensorArrays.Typed typed = arrays.get(node.path("data").asInt(-1));
        Shape shape = Shape.of(numbers(node.path("shape")));
        int[] strides =
            node.has("strides") ? numbers(node.path("strides")) : shape.contiguousStrides();
        return TensorValue.of(
            typed.dtype(), shape, strides, node.path("offset").asInt(0), typed.array());
      } catch (IllegalArgumentException | ArithmeticException | TorchError e) {
        return (TensorValue)
            context.handleWeirdStringValue(
                TensorValue.class, node.toString(), "%s", String.valueOf(e.getMessage()));
      }
    }

    private static int[] numbers(JsonNode array) {
      int[] numbers = new int[array.size()];
      for (int i = 0; i < numbers.length; i++) {
        if (!array.get(i).canConvertToInt()) {
          throw new IllegalArgumentException(array.get(i) + " is no size");
        }
        numbers[i] = array.get(i).intValue();
      }
      return numbers;
    }
  }
}
