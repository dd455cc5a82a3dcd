package tapedeck.app.graphview;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.stage.Stage;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.picture.FrameBuilder;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.LayoutEngine;
import tapedeck.app.picture.Look;
import tapedeck.app.picture.Palette;
import tapedeck.app.picture.Scene;
import tapedeck.app.picture.Viewport;
import tapedeck.autograd.Engine;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphExport;
import tapedeck.graph.Lens;
import tapedeck.python.PythonHost;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;
import tapedeck.tape.TapeEvent;

/**
 * Measures layout, panning, zooming, stepping and memory on graphs of transformers of growing depth.
 * Run by {@code app/src/bench/graph.sh}.
 */
public final class GraphDriver {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 800;
  private static final int FRAMES = 120;
  private static final int DOT_SECONDS = 60;

  private final String source;
  private final String functions;
  private final PythonHost host = new PythonHost();

  private GraphDriver(String source, String functions) {
    this.source = source;
    this.functions = functions;
  }

  public static void main(String[] args) throws Exception {
    GraphDriver driver = 
        new GraphDriver(Files.readString(Path.of(args[0])), Files.readString(Path.of(args[1])));
    Platform.startup(() -> Platform.setImplicitExit(false));
    System.out.println("| nodes | what | measured |");
    System.out.println("|---:|---|---:|");
    if (System.getProperty("blocks") == null) {
      for (int blocks : new int[] {1, 7, 73}) {
        driver.layout(blocks);
      }
    }
    String chosen = System.getProperty("blocks", "1,8,78,380");
    for (String blocks : chosen.split(",", -1)) {
      driver.measure(Integer.parseInt(blocks));
    }
    Platform.exit();
    System.exit(0);
  }

  private static void row(int nodes, String what, String measured) {
    System.out.printf("| %,d | %s | %s |%n", nodes, what, measured);
  }

  /** A graph without modules, which is laid out in stretches where it is large. */
  private void layout(int blocks) throws Exception {
    FoldedGraph graph = Look.WHOLE.at(record(functions, blocks).end());
    int nodes = graph.vertices().size();
    row(
        nodes,
        "layout without modules",
        millis(() -> new LayoutEngine().layout(graph, Lens.BOTH)));
    if (!Boolean.getBoolean("withoutDot")) {
      row(nodes, "the same by Graphviz `dot`", dot(graph));
    }
  }

  private Tape record(String source, int blocks) {
    Tape tape = new Tape(new TapeBounds(Long.MAX_VALUE, Long.MAX_VALUE));
    Recorder recorder = new Recorder(tape::append);
    String text =
        source.replace("BLOCKS = 2", "BLOCKS = " + blocks).replace("range(3)", "range(1)");
    host.program("transformer.py", text, List.of(), true).run(new Engine(recorder), recorder);
    return tape;
  }

  private void measure(int blocks) throws Exception {
    Tape tape = record(source, blocks);
    State end = tape.end();
    FoldedGraph graph = Look.WHOLE.at(end);
    int nodes = graph.vertices().size();
    row(nodes, "edges", "%,d".formatted(graph.edges().size()));
    row(nodes, "layout, modules open", millis(() -> new LayoutEngine().layout(graph, Lens.BOTH)));
    if (nodes < 20_000 && !Boolean.getBoolean("withoutDot")) {
      row(nodes, "the same by Graphviz `dot`", dot(graph));
    }
    memory(nodes, end);
    Scene scene = Scene.of(end, Look.WHOLE, new LayoutEngine());
    steps(nodes, tape, scene);
    view(nodes, tape);
  }

  private static String millis(Runnable work) {
    int warm = 0;
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(6);
    while (warm < 3 || (System.nanoTime() < until && warm < 60)) {
      work.run();
      warm++;
    }
    double[] times = new double[9];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      work.run();
      times[i] = (System.nanoTime() - start) / 1e6;
    }
    return "%.1f ms".formatted(median(times));
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String dot(FoldedGraph graph) throws IOException, InterruptedException {
    Path file = Files.createTempFile("graph", ".dot");
    Files.writeString(file, GraphExport.DOT.write(graph));
    try {
      List<Double> times = new ArrayList<>();
      for (int i = 0; i < 3 && (times.isEmpty() || times.get(0) < 5_000); i++) {
        long start = System.nanoTime();
        Process process =
            new ProcessBuilder("dot", "-Tplain", "-o", "/dev/null", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(DOT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return "more than " + DOT_SECONDS + " s";
        }
        times.add((System.nanoTime() - start) / 1e6);
      }
      OptionalDouble best = times.stream().mapToDouble(t -> t).min();
      return "%.1f ms".formatted(best.getAsDouble());
    } catch (IOException e) {
      return "not installed";
    } finally {
      Files.delete(file);
    }
  }

  private static void memory(int nodes, State end) {
    long before = used();
    Scene scene = Scene.of(end, Look.WHOLE, new LayoutEngine());
    GraphFrame frame =
        FrameBuilder.build(scene, end, Attention.NONE, scene.layout().bounds(), false);
    long after = used();
    row(nodes, "memory of scene and frame", "%,d bytes a node".formatted((after - before) / nodes));
    if (frame.boxes().isEmpty() || scene.items().isEmpty()) {
      throw new IllegalStateException("the scene is empty");
    }
  }

  private static long used() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  /** What one step costs on the JavaFX thread: the frame, and painting it. */
  private static void steps(int nodes, Tape tape, Scene scene) throws Exception {
    List<State> states = new ArrayList<>();
    long backward = tape.next(0, e -> e instanceof TapeEvent.BackwardStarted).getAsLong();
    long stride = Math.max(1, (tape.length() - backward) / 60);
    for (long step = backward; step <= tape.length() && states.size() < 60; step += stride) {
      states.add(tape.stateAt(step));
    }
    row(nodes, "building the picture of a step, whole graph in view", building(scene, states));
    onFx(
        () -> {
          PictureCanvas canvas = new PictureCanvas();
          canvas.resize(WIDTH, HEIGHT);
          Viewport fit =
              Viewport.fit(scene.layout().width(), scene.layout().height(), WIDTH, HEIGHT);
          Viewport near = new Viewport(0.62, -scene.layout().width() * 0.3, -500);
          row(nodes, "one step, whole graph in view", step(canvas, scene, states, fit));
          row(nodes, "one step, near", step(canvas, scene, states, near));
          row(nodes, "painting alone, whole graph in view", painting(canvas, scene, states.get(0), fit));
        });
  }

  private static String painting(
      PictureCanvas canvas, Scene scene, State state, Viewport viewport) {
    GraphFrame frame =
        FrameBuilder.build(scene, state, Attention.NONE, scene.layout().bounds(), false);
    double[] times = new double[100];
    for (int i = -50; i < times.length; i++) {
      long start = System.nanoTime();
      canvas.paint(frame, viewport.pan(i % 2, i % 3), Palette.LIGHT);
      if (i >= 0) {
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    return "%.2f ms".formatted(median(times));
  }

  private static String step(
      PictureCanvas canvas, Scene scene, List<State> states, Viewport viewport) {
    boolean words = PictureCanvas.isNear(viewport);
    Queue<Runnable> arrived = new ConcurrentLinkedQueue<>();
    FrameCache frames = new FrameCache(arrived::add, () -> {}, FrameCache.MANY);
    Bounds visible = viewport.visible(WIDTH, HEIGHT);
    frames.update(scene, states.get(0), Attention.NONE, visible, words);
    while (!frames.isOf(scene)) {
      handOver(arrived);
    }
    double[] times = new double[3 * states.size()];
    for (int round = -2; round < 3; round++) {
      for (int i = 0; i < states.size(); i++) {
        long start = System.nanoTime();
        handOver(arrived);
        frames.update(scene, states.get(i), Attention.NONE, visible, words);
        canvas.paint(frames.frame(), viewport, Palette.LIGHT);
        if (round >= 0) {
          times[round * states.size() + i] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    frames.close();
    return "%.2f ms".formatted(median(times));
  }

  private static void handOver(Queue<Runnable> arrived) {
    for (Runnable next = arrived.poll(); next != null; next = arrived.poll()) {
      next.run();
    }
  }

  /** Building the picture of a step, which for a large graph is done beside the JavaFX thread. */
  private static String building(Scene scene, List<State> states) {
    double[] times = new double[3 * states.size()];
    for (int round = -2; round < 3; round++) {
      for (int i = 0; i < states.size(); i++) {
        long start = System.nanoTime();
        FrameBuilder.build(scene, states.get(i), Attention.NONE, scene.layout().bounds(), false);
        if (round >= 0) {
          times[round * states.size() + i] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    return "%.2f ms".formatted(median(times));
  }

  /** Frames a second of the real view on a real stage. */
  private void view(int nodes, Tape tape) throws Exception {
    DebuggerModel[] model = new DebuggerModel[1];
    GraphModel[] graph = new GraphModel[1];
    GraphView[] view = new GraphView[1];
    Stage[] stage = new Stage[1];
    onFx(
        () -> {
          model[0] =
              new DebuggerModel(text -> host.program(text.name(), text.source(), List.of(), true));
          graph[0] = new GraphModel(model[0], Platform::runLater);
          view[0] = new GraphView(model[0], graph[0], Platform::runLater);
          stage[0] = new Stage();
          stage[0].setScene(new javafx.scene.Scene(view[0], WIDTH, HEIGHT));
          stage[0].show();
          model[0].open(new ProgramText("transformer.py", "", null), tape);
          model[0].jumpTo(tape.length());
        });
    while (graph[0].sceneProperty().get().items().size() < nodes
        || model[0].state().step() < tape.length()) {
      Thread.sleep(20);
    }
    onFx(view[0]::fit);
    row(nodes, "pan, whole graph in view", frames(i -> view[0].pan(i % 2 == 0 ? 7 : -7, 3)));
    row(
        nodes,
        "zoom from the whole graph to a box and back",
        frames(i -> view[0].zoom(i < FRAMES / 2 ? 1.07 : 1 / 1.07)));
    onFx(
        () -> {
          view[0].fit();
          view[0].zoom(0.62 / view[0].viewportProperty().get().scale());
        });
    row(nodes, "pan, near", frames(i -> view[0].pan(i % 2 == 0 ? 9 : -7, -11)));
    onFx(
        () -> {
          stage[0].close();
          graph[0].close();
          model[0].close();
        });
  }

  private static String frames(IntConsumer move) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    long[] times = new long[2];
    onFx(
        () ->
            new AnimationTimer() {
              private int frame = -20;

              @Override
              public void handle(long now) {
                if (frame == 0) {
                  times[0] = System.nanoTime();
                }
                if (frame == FRAMES) {
                  times[1] = System.nanoTime();
                  stop();
                  done.countDown();
                  return;
                }
                move.accept(Math.max(0, frame));
                frame++;
              }
            }.start());
    done.await();
    return "%.0f frames a second".formatted(FRAMES / ((times[1] - times[0]) / 1e9));
  }

  private static void onFx(Runnable work) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    RuntimeException[] failure = new RuntimeException[1];
    Platform.runLater(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            failure[0] = e;
          } finally {
            done.countDown();
          }
        });
    done.await();
    if (failure[0] != null) {
      throw failure[0];
    }
  }
}
