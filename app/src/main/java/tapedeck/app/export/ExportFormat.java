package tapedeck.app.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tapedeck.app.picture.FrameBuilder;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.Palette;
import tapedeck.app.picture.Scene;
import tapedeck.graph.GraphExport;
import tapedeck.tape.State;

/** The kinds of files that a graph can be written to. */
public enum ExportFormat {
  SVG {
    @Override
    public void write(Picture picture, OutputStream out) throws IOException {
      picture.image().writeSvg(out);
    }
  },
  PNG {
    @Override
    public void write(Picture picture, OutputStream out) throws IOException {
      picture.image().writePng(out, picture.scale());
    }
  },
  PDF {
    @Override
    public void write(Picture picture, OutputStream out) throws IOException {
      picture.image().writePdf(out);
    }
  },
  DOT {
    @Override
    public void write(Picture picture, OutputStream out) throws IOException {
      picture.write(GraphExport.DOT, out);
    }
  },
  GRAPHML {
    @Override
    public void write(Picture picture, OutputStream out) throws IOException {
      picture.write(GraphExport.GRAPHML, out);
    }
  },
  JSON {
    @Override
    public void write(Picture picture, OutputStream out) throws IOException {
      picture.write(GraphExport.JSON, out);
    }
  };

  /**
   * What is written.
   *
   * @param scene the graph as it is looked at
   * @param state the moment
   * @param attention what is selected or found
   * @param scale pixels a layout pixel, for PNG
   */
  public record Picture(
      Scene scene, State state, Attention attention, Palette palette, double scale) {
    /** The picture that is drawn. */
    public GraphImage image() {
      return new GraphImage(FrameBuilder.build(scene, state, attention), palette);
    }

    private void write(GraphExport format, OutputStream out) throws IOException {
      String text = format.write(scene.graph().at(state));
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Writes {@code picture} in this format. */
  public abstract void write(Picture picture, OutputStream out) throws IOException;

  /**
   * Writes a file; one that was there before stays as it is if that fails.
   *
   * @throws IOException if it cannot be written
   */
  public void writeFile(Picture picture, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
        write(picture, out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** The ending of its files, with the dot. */
  public String ending() {
    return "." + name().toLowerCase(Locale.ROOT);
  }

  /** The format that a file's ending stands for. */
  public static Optional<ExportFormat> of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(format -> name.endsWith(format.ending())).findFirst();
  }

  /** All endings, as in {@code .svg, .png or .json}. */
  public static String endings() {
    String all =
        Arrays.stream(values()).map(ExportFormat::ending).collect(Collectors.joining(", "));
    int last = all.lastIndexOf(", ");
    return all.substring(0, last) + " or " + all.substring(last + 2);
  }
}
