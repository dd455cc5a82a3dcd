package tapedeck.app.export;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import tapedeck.app.graphview.FrameBuilder;
import tapedeck.app.graphview.FramePainter;
import tapedeck.app.graphview.GraphFrame;
import tapedeck.app.graphview.GraphLayout.Bounds;
import tapedeck.app.graphview.LayoutEngine;
import tapedeck.app.graphview.Palette;
import tapedeck.graph.ComputationGraph;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

/** The picture of a graph as a file. */
public final class GraphImage {
  private final GraphFrame frame;
  private final Palette palette;

  private GraphImage(GraphFrame frame, Palette palette) {
    this.frame = frame;
    this.palette = palette;
  }

  /**
   * The picture of the graph at {@code state}, laid out as the window lays it out.
   *
   * @param tape the tape that it is on
   */
  public static GraphImage of(State state, Tape tape, Palette palette) {
    State known = tape.endOfIteration(state);
    ComputationGraph graph = ComputationGraph.of(state, known);
    GraphFrame frame =
        FrameBuilder.build(
            graph, known, new LayoutEngine().layout(ComputationGraph.of(known)), null, null);
    return new GraphImage(frame, palette);
  }

  private int width() {
    return (int) Math.max(1, Math.ceil(frame.width()));
  }

  private int height() {
    return (int) Math.max(1, Math.ceil(frame.height()));
  }

  private void paint(Graphics2D graphics, double scale) {
    Bounds all = new Bounds(0, 0, width(), height());
    AwtSurface surface = new AwtSurface(graphics);
    surface.fill(all, 0, palette.background(), 1);
    new FramePainter(surface, palette, scale).paint(frame, all);
  }

  /**
   * Writes a PNG.
   *
   * @param scale pixels a layout pixel
   */
  public void writePng(OutputStream out, double scale) throws IOException {
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(width() * scale),
            (int) Math.ceil(height() * scale),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(scale, scale);
      paint(graphics, scale);
    } finally {
      graphics.dispose();
    }
    if (!ImageIO.write(image, "png", out)) {
      throw new IOException("this Java runtime cannot write PNG files");
    }
  }

  /** Writes an SVG with real text. */
  public void writeSvg(OutputStream out) throws IOException {
    Document document = emptySvg();
    SVGGraphics2D graphics = new SVGGraphics2D(document);
    graphics.setSVGCanvasSize(new Dimension(width(), height()));
    paint(graphics, 1);
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    graphics.stream(writer, true);
    writer.flush();
    graphics.dispose();
  }

  private static Document emptySvg() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the Java runtime has no XML parser", e);
    }
  }
}
