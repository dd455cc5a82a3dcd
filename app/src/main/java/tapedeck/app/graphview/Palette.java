package tapedeck.app.graphview;

import tapedeck.app.graphview.GraphFrame.Kind;

/**
 * The colours of the picture, each as 0xRRGGBB. Hues are those of Okabe and Ito's colour-blind-safe
 * set (<a href="https://jfly.uni-koeln.de/color/">Color Universal Design</a>), made lighter or
 * darker for the background.
 */
public enum Palette {
  LIGHT(
      0xffffff, 0x1f2328, 0x59636e, 0xc3cad2, 0x8c959f, 0xd55e00, 0xb34700, 0x0072b2, 0xc8143c,
      0xdcefff, 0x0072b2, 0xf3f5f7, 0xffffff, 0xfdf0e3, 0xd98324),
  DARK(
      0x0d1117, 0xe9edf2, 0x9da7b3, 0x3d4653, 0x6b7683, 0xff9a4d, 0xffb27a, 0x56b4e9, 0xff6b85,
      0x12324a, 0x56b4e9, 0x161b22, 0x1c232c, 0x3a2a19, 0xe69f00);

  private final int background;
  private final int text;
  private final int secondary;
  private final int border;
  private final int wire;
  private final int gradient;
  private final int gradientText;
  private final int selection;
  private final int alarm;
  private final int leaf;
  private final int leafBorder;
  private final int tensor;
  private final int operation;
  private final int accumulator;
  private final int accumulatorBorder;

  Palette(
      int background,
      int text,
      int secondary,
      int border,
      int wire,
      int gradient,
      int gradientText,
      int selection,
      int alarm,
      int leaf,
      int leafBorder,
      int tensor,
      int operation,
      int accumulator,
      int accumulatorBorder) {
    this.background = background;
    this.text = text;
    this.secondary = secondary;
    this.border = border;
    this.wire = wire;
    this.gradient = gradient;
    this.gradientText = gradientText;
    this.selection = selection;
    this.alarm = alarm;
    this.leaf = leaf;
    this.leafBorder = leafBorder;
    this.tensor = tensor;
    this.operation = operation;
    this.accumulator = accumulator;
    this.accumulatorBorder = accumulatorBorder;
  }

  public int background() {
    return background;
  }

  int text() {
    return text;
  }

  int secondary() {
    return secondary;
  }

  /** Values. */
  int wire() {
    return wire;
  }

  /** Values of which autograd keeps no record, and gradients that have not flowed. */
  int quietWire() {
    return border;
  }

  /** Gradients that have flowed. */
  int gradient() {
    return gradient;
  }

  int gradientText() {
    return gradientText;
  }

  int selection() {
    return selection;
  }

  int alarm() {
    return alarm;
  }

  int fill(Kind kind) {
    return switch (kind) {
      case LEAF -> leaf;
      case RESULT, CONSTANT, PLAIN_RESULT -> tensor;
      case OPERATION, PLAIN_OPERATION -> operation;
      case ACCUMULATOR -> accumulator;
    };
  }

  int border(Kind kind) {
    return switch (kind) {
      case LEAF -> leafBorder;
      case RESULT, OPERATION -> wire;
      case CONSTANT, PLAIN_RESULT, PLAIN_OPERATION -> border;
      case ACCUMULATOR -> accumulatorBorder;
    };
  }
}
