package tapedeck.tape.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/** Reads an array as a persistent vector, whatever its elements are. */
final class PersistentVectorReader extends JsonDeserializer<PVector<?>>
    implements ContextualDeserializer {
  private final @Nullable JsonDeserializer<?> elements;

  PersistentVectorReader() {
    this(null);
  }

  private PersistentVectorReader(@Nullable JsonDeserializer<?> elements) {
    this.elements = elements;
  }

  @Override
  public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
      throws JsonMappingException {
    return new PersistentVectorReader(
        context.findContextualValueDeserializer(
            context.getContextualType().getContentType(), property));
  }

  @Override
  public PVector<?> deserialize(JsonParser json, DeserializationContext context)
      throws IOException {
    if (elements == null || !json.isExpectedStartArrayToken()) {
      return (PVector<?>) context.handleUnexpectedToken(PVector.class, json);
    }
    List<Object> read = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Object element = elements.deserialize(json, context);
      if (element == null) {
        return (PVector<?>) context.handleUnexpectedToken(PVector.class, json);
      }
      read.add(element);
    }
    return TreePVector.from(read);
  }
}
