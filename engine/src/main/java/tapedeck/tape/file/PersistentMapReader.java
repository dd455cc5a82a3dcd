package tapedeck.tape.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/** Reads an object as a sorted persistent map, whatever its keys and values are. */
final class PersistentMapReader extends JsonDeserializer<PMap<?, ?>>
    implements ContextualDeserializer {
  private final @Nullable KeyDeserializer keys;
  private final @Nullable JsonDeserializer<?> values;

  PersistentMapReader() {
    this(null, null);
  }

  private PersistentMapReader(
      @Nullable KeyDeserializer keys, @Nullable JsonDeserializer<?> values) {
    this.keys = keys;
    this.values = values;
  }

  @Override
  public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
      throws JsonMappingException {
    JavaType type = context.getContextualType();
    return new PersistentMapReader(
        context.findKeyDeserializer(type.getKeyType(), property),
        context.findContextualValueDeserializer(type.getContentType(), property));
  }

  @Override
  public PMap<?, ?> deserialize(JsonParser json, DeserializationContext context)
      throws IOException {
    if (keys == null || values == null || !json.isExpectedStartObjectToken()) {
      return (PMap<?, ?>) context.handleUnexpectedToken(PMap.class, json);
    }
    TreeMap<Comparable<Object>, Object> read = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      @SuppressWarnings("unchecked")
      Comparable<Object> key =
          (Comparable<Object>) keys.deserializeKey(json.currentName(), context);
      json.nextToken();
      Object value = values.deserialize(json, context);
      if (key == null || value == null) {
        return (PMap<?, ?>) context.handleUnexpectedToken(PMap.class, json);
      }
      read.put(key, value);
    }
    return TreePMap.from(read);
  }
}
