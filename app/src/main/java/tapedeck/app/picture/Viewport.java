package tapedeck.app.picture;

import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;

/**
 * Which part of a picture is seen: a scale and the position of the picture's origin, both in pixels
 * of the view. Immutable.
 */
public record Viewport(double scale, double originX, double originY) {
  private static final double MIN_SCALE = 0.002;
  private static final double MAX_SCALE = 4;

  /** Smaller than this, the words on the boxes cannot be read. */
  private static final double READABLE = 0.62;

  /** Larger than this, a small graph looks clumsy. */
  private static final double MAX_FIT = 1.35;

  /** The view in which the whole picture is seen, centred. */
  public static Viewport fit(double width, double height, double viewWidth, double viewHeight) {
    if (width <= 0 || height <= 0 || viewWidth <= 0 || viewHeight <= 0) {
      return new Viewport(1, 0, 0);
    }
    double scale = Math.min(Math.min(viewWidth / width, viewHeight / height), MAX_FIT);
    double clamped = clamp(scale);
    return new Viewport(
        clamped, (viewWidth - width * clamped) / 2, (viewHeight - height * clamped) / 2);
  }

  /**
   * The view in which the whole picture is seen if it can then be read, and else as much of it
   * around {@code place} as can be read; a picture that is narrow enough stays centred.
   */
  public static Viewport follow(
      double width, double height, double viewWidth, double viewHeight, Bounds place) {
    Viewport whole = fit(width, height, viewWidth, viewHeight);
    if (whole.scale() >= READABLE) {
      return whole;
    }
    return new Viewport(READABLE, 0, 0).around(place, width, height, viewWidth, viewHeight);
  }

  /** Puts {@code at} into the middle of a view, as far as the picture's ends allow. */
  private static double origin(double length, double view, double at) {
    if (length <= view) {
      return (view - length) / 2;
    }
    return Math.max(view - length, Math.min(0, view / 2 - at));
  }

  /** The same scale, with {@code place} in the middle as far as the picture's ends allow. */
  public Viewport around(
      Bounds place, double width, double height, double viewWidth, double viewHeight) {
    return new Viewport(
        scale,
        origin(width * scale, viewWidth, place.centerX() * scale),
        origin(height * scale, viewHeight, place.centerY() * scale));
  }

  private static double clamp(double scale) {
    return Math.max(MIN_SCALE, Math.min(MAX_SCALE, scale));
  }

  public Viewport pan(double dx, double dy) {
    return new Viewport(scale, originX + dx, originY + dy);
  }

  /** Zooms by {@code factor}; what lies at the given point of the view stays there. */
  public Viewport zoom(double factor, double viewX, double viewY) {
    double to = clamp(scale * factor);
    double ratio = to / scale;
    return new Viewport(to, viewX - (viewX - originX) * ratio, viewY - (viewY - originY) * ratio);
  }

  /** The same scale, with the middle of {@code bounds} in the middle of the view. */
  public Viewport center(Bounds bounds, double viewWidth, double viewHeight) {
    return new Viewport(
        scale, viewWidth / 2 - bounds.centerX() * scale, viewHeight / 2 - bounds.centerY() * scale);
  }

  /** The point of the picture at a point of the view. */
  public Point toPicture(double viewX, double viewY) {
    return new Point((viewX - originX) / scale, (viewY - originY) / scale);
  }

  /** The part of the picture that a view of that size shows. */
  public Bounds visible(double viewWidth, double viewHeight) {
    return new Bounds(-originX / scale, -originY / scale, viewWidth / scale, viewHeight / scale);
  }
}
