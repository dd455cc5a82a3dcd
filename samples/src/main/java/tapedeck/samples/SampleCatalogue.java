package tapedeck.samples;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The samples, in the order in which they are offered. Each is a program {@code NAME.py} and a text
 * {@code NAME.yaml} in one of the {@linkplain Sample.Group folders}; what lies there is offered.
 */
public final class SampleCatalogue {
  private static final String TEXT = ".yaml";

  private final List<Sample> samples;

  /** What a text file holds. */
  private record Text(
      int order,
      int level,
      int minutes,
      String picture,
      LocalText title,
      LocalText summary,
      @Nullable List<LessonStep> steps) {}

  public SampleCatalogue() {
    ObjectMapper yaml =
        new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    List<Sample> found = new ArrayList<>();
    for (Sample.Group group : Sample.Group.values()) {
      for (String name : texts(group)) {
        found.add(read(yaml, group, name));
      }
    }
    found.sort(Comparator.comparing(Sample::group).thenComparingInt(Sample::order));
    samples = List.copyOf(found);
  }

  private static Sample read(ObjectMapper yaml, Sample.Group group, String name) {
    String path = group.folder() + "/" + name + TEXT;
    try (InputStream in = open(path)) {
      Text text = yaml.readValue(in, Text.class);
      return new Sample(
          name,
          group,
          text.order(),
          text.level(),
          text.minutes(),
          text.picture(),
          text.title(),
          text.summary(),
          text.steps() == null ? List.of() : List.copyOf(text.steps()));
    } catch (IOException e) {
      throw new UncheckedIOException("the text of the sample " + path + " cannot be read", e);
    }
  }

  /** The names of the texts of a group, wherever this class was loaded from. */
  private static List<String> texts(Sample.Group group) {
    try {
      Path home =
          Path.of(
              SampleCatalogue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(home)) {
        return names(home.resolve("tapedeck/samples").resolve(group.folder()));
      }
      try (FileSystem jar = FileSystems.newFileSystem(home)) {
        return names(jar.getPath("tapedeck", "samples", group.folder()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the samples cannot be listed", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(TEXT))
          .map(name -> name.substring(0, name.length() - TEXT.length()))
          .sorted()
          .toList();
    }
  }

  public List<Sample> samples() {
    return samples;
  }

  /** The samples of a group. */
  public List<Sample> samples(Sample.Group group) {
    return samples.stream().filter(sample -> sample.group() == group).toList();
  }

  /** The sample that is a program of that file name, null if there is none. */
  public @Nullable Sample named(String fileName) {
    return samples.stream().filter(s -> s.fileName().equals(fileName)).findFirst().orElse(null);
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
