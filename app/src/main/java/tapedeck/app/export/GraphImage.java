package tapedeck.app.export;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
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
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.w3c.dom.Document;
import tapedeck.app.picture.FramePainter;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Palette;

/** The picture of a graph as a file. */
public final class GraphImage {
  /** More pixels than this do not fit into an image. */
  private static final double MOST_PIXELS = 400e6;

  private final GraphFrame frame;
  private final Palette palette;

  public GraphImage(GraphFrame frame, Palette palette) {
    this.frame = frame;
    this.palette = palette;
  }

  private int width() {
    return (int) Math.max(1, Math.ceil(frame.width()));
  }

  private int height() {
    return (int) Math.max(1, Math.ceil(frame.height()));
  }

  private void paint(Graphics2D graphics) {
    Bounds all = new Bounds(0, 0, width(), height());
    AwtSurface surface = new AwtSurface(graphics);
    surface.fill(all, 0, palette.background(), 1);
    new FramePainter(surface, palette).paint(frame);
  }

  /**
   * Writes a PNG.
   *
   * @param scale pixels a layout pixel
   * @throws IOException if it cannot be written, or would be larger than images can be
   */
  public void writePng(OutputStream out, double scale) throws IOException {
    if (!ImageIO.write(image(scale), "png", out)) {
      throw new IOException("this Java runtime cannot write PNG files");
    }
  }

  /**
   * The picture as pixels.
   *
   * @param scale pixels a layout pixel
   * @throws IOException if it would be larger than images can be
   */
  public BufferedImage image(double scale) throws IOException {
    double pixels = width() * scale * height() * scale;
    if (!(scale > 0) || pixels > MOST_PIXELS) {
      throw new IOException(
          "a picture of %.0f × %.0f pixels is too large: choose a smaller scale, fold modules, or write SVG"
              .formatted(width() * scale, height() * scale));
    }
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(width() * scale),
            (int) Math.ceil(height() * scale),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(scale, scale);
      paint(graphics);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  /** Writes an SVG with real text. */
  public void writeSvg(OutputStream out) throws IOException {
    Document document = emptySvg();
    SVGGraphics2D graphics = new SVGGraphics2D(document);
    graphics.setSVGCanvasSize(new Dimension(width(), height()));
    paint(graphics);
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    graphics.stream(writer, true);
    writer.flush();
    graphics.dispose();
  }

  /** Writes a PDF of one page that is as large as the picture. */
  public void writePdf(OutputStream out) throws IOException {
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage(new PDRectangle(width(), height()));
      document.addPage(page);
      PdfBoxGraphics2D graphics = new PdfBoxGraphics2D(document, width(), height());
      paint(graphics);
      graphics.dispose();
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.drawForm(graphics.getXFormObject());
      }
      document.save(out);
    }
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
