package tapedeck.app.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.collections.ListChangeListener;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.ExpressionError;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.settings.Settings;
import tapedeck.session.Breakpoint;

/** Keeps each program's breakpoints and watched expressions from one start to the next. */
final class RememberedLists {
  private static final String BREAKPOINTS = "breakpoints";
  private static final String WATCHES = "watches";

  private final DebuggerModel model;
  private final Settings settings;
  private boolean loading;

  private RememberedLists(DebuggerModel model, Settings settings) {
    this.model = model;
    this.settings = settings;
  }

  /** Keeps the lists of a model from now on. */
  static void keep(DebuggerModel model, Settings settings) {
    new RememberedLists(model, settings).listen();
  }

  private void listen() {
    model.programProperty().addListener((property, before, after) -> opened(before, after));
    model.breakpoints().addListener((ListChangeListener<Breakpoint>) change -> save());
    model.watches().addListener((ListChangeListener<String>) change -> save());
    opened(null, model.programProperty().get());
  }

  private static String key(ProgramText program) {
    Path file = program.file();
    return file == null ? program.name() : file.toString();
  }

  private void opened(@Nullable ProgramText before, @Nullable ProgramText after) {
    if (after == null || (before != null && key(before).equals(key(after)))) {
      return;
    }
    loading = true;
    try {
      List<Breakpoint> breakpoints = new ArrayList<>();
      for (String line : settings.linesOf(BREAKPOINTS, key(after))) {
        try {
          breakpoints.add(Breakpoint.parse(line));
        } catch (ExpressionError outdated) {
          // written by another version: there is nothing to stop at
        }
      }
      model.breakpoints().setAll(breakpoints);
      model.watches().setAll(settings.linesOf(WATCHES, key(after)));
    } finally {
      loading = false;
    }
  }

  private void save() {
    ProgramText program = model.programProperty().get();
    if (!loading && program != null) {
      settings.setLinesOf(
          BREAKPOINTS, key(program), model.breakpoints().stream().map(Breakpoint::text).toList());
      settings.setLinesOf(WATCHES, key(program), List.copyOf(model.watches()));
    }
  }
}
