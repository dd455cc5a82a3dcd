package tapedeck.samples;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The samples, in the order in which they are offered; read from {@code catalogue.json}. */
public final class SampleCatalogue {
  private final List<Sample> samples;

  public SampleCatalogue() {
    try (InputStream in = open("catalogue.json")) {
      samples = List.copyOf(new ObjectMapper().readValue(in, new TypeReference<List<Sample>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException("the catalogue of samples cannot be read", e);
    }
  }

  public List<Sample> samples() {
    return samples;
  }

  /** The program text of a sample. */
  public String source(Sample sample) {
    try (InputStream in = open(sample.file())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the sample " + sample.file() + " cannot be read", e);
    }
  }

  private static InputStream open(String path) throws IOException {
    InputStream in = SampleCatalogue.class.getResourceAsStream(path);
    if (in == null) {
      throw new FileNotFoundException(path);
    }
    return in;
  }
}
