package tapedeck.app.picture;

import tapedeck.app.picture.GraphFrame.Flow;
import tapedeck.app.picture.GraphFrame.Kind;

/**
 * The colours of the picture, each as 0xRRGGBB. Hues are those of Okabe and Ito's colour-blind-safe
 * set (<a href="https://jfly.uni-koeln.de/color/">Color Universal Design</a>), made lighter or
 * darker for the background; what differs in hue differs in shape, dashes or width too.
 */
public final class Palette {
  /** Dark on light. */
  public static final Palette LIGHT =
      new Palette(
          new Ink(0xffffff, 0x1f2328, 0x59636e, 0xc3cad2, 0x8c959f, 0xb34700, 0x0072b2, 0xc8143c),
          new Fills(0xdcefff, 0xe6f4ee, 0xf3f5f7, 0xffffff, 0xfdf0e3, 0xeef0fb, 0xf8f9fb),
          new Borders(0x0072b2, 0x007d5a, 0xd98324, 0x6a73c2),
          new Flows(0xc3cad2, 0xb9a58f, 0xecc79b, 0xe39a4b, 0xd55e00, 0xa33f00, 0x7a1f6b));

  /** Light on dark. */
  public static final Palette DARK =
      new Palette(
          new Ink(0x0d1117, 0xe9edf2, 0x9da7b3, 0x3d4653, 0x6b7683, 0xffb27a, 0x56b4e9, 0xff6b85),
          new Fills(0x12324a, 0x12302a, 0x161b22, 0x1c232c, 0x3a2a19, 0x20243f, 0x12171f),
          new Borders(0x56b4e9, 0x2fbf94, 0xe69f00, 0x8f99e8),
          new Flows(0x3d4653, 0x6e6459, 0x7a5a3a, 0xb3763c, 0xff9a4d, 0xffc9a0, 0xf2a0e4));

  private record Ink(
      int background,
      int text,
      int secondary,
      int border,
      int wire,
      int gradientText,
      int selection,
      int alarm) {}

  private record Fills(
      int leaf, int input, int tensor, int operation, int accumulator, int module, int inside) {}

  private record Borders(int leaf, int input, int accumulator, int module) {}

  private record Flows(
      int none, int zero, int vanishing, int small, int medium, int large, int exploding) {}

  private final Ink ink;
  private final Fills fills;
  private final Borders borders;
  private final Flows flows;

  private Palette(Ink ink, Fills fills, Borders borders, Flows flows) {
    this.ink = ink;
    this.fills = fills;
    this.borders = borders;
    this.flows = flows;
  }

  public int background() {
    return ink.background;
  }

  public int text() {
    return ink.text;
  }

  public int secondary() {
    return ink.secondary;
  }

  /** Values. */
  int wire() {
    return ink.wire;
  }

  /** Values of which autograd keeps no record, and gradients that have not flowed. */
  int quietWire() {
    return ink.border;
  }

  /** Gradients, where it does not matter how large they are. */
  public int gradient() {
    return flows.medium;
  }

  /** A gradient by its size. */
  public int gradient(Flow flow) {
    return switch (flow) {
      case NONE -> flows.none;
      case ZERO -> flows.zero;
      case VANISHING -> flows.vanishing;
      case SMALL -> flows.small;
      case MEDIUM -> flows.medium;
      case LARGE -> flows.large;
      case EXPLODING -> flows.exploding;
      case BROKEN -> ink.alarm;
    };
  }

  int gradientText() {
    return ink.gradientText;
  }

  public int selection() {
    return ink.selection;
  }

  public int alarm() {
    return ink.alarm;
  }

  /** A tensor that is kept for backward. */
  public int saved() {
    return borders.input;
  }

  public int fill(Kind kind) {
    return switch (kind) {
      case LEAF -> fills.leaf;
      case INPUT -> fills.input;
      case RESULT, CONSTANT, PLAIN_RESULT -> fills.tensor;
      case OPERATION, PLAIN_OPERATION -> fills.operation;
      case ACCUMULATOR -> fills.accumulator;
      case MODULE, MODULE_ROW -> fills.module;
      case OPEN_MODULE -> fills.inside;
    };
  }

  public int border(Kind kind) {
    return switch (kind) {
      case LEAF -> borders.leaf;
      case INPUT -> borders.input;
      case RESULT, OPERATION -> ink.wire;
      case CONSTANT, PLAIN_RESULT, PLAIN_OPERATION -> ink.border;
      case ACCUMULATOR -> borders.accumulator;
      case MODULE, MODULE_ROW, OPEN_MODULE -> borders.module;
    };
  }

  /** {@code color}, nearer to the background by {@code share}. */
  public int faded(int color, double share) {
    int faded = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int from = color >> shift & 0xff;
      int to = ink.background >> shift & 0xff;
      faded |= (int) Math.round(from + (to - from) * share) << shift;
    }
    return faded;
  }
}
