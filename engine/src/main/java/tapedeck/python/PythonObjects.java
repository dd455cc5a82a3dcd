package tapedeck.python;

import java.util.function.Supplier;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The Python objects of tensors, and the Python exceptions of errors. */
public final class PythonObjects {
  private @Nullable Value raiser;
  private @Nullable Value wrap;

  /** Takes the function that raises a Python exception of a given type and message. */
  @Export
  public void set_raiser(Value function) {
    raiser = function;
  }

  /** Takes the function that makes a Python object for a tensor. */
  @Export
  public void set_wrap(Value function) {
    wrap = function;
  }

  Object wrapped(Tensor tensor) {
    Object known = tensor.wrapper();
    if (known != null) {
      return known;
    }
    if (wrap == null) {
      throw new IllegalStateException("torch was not imported");
    }
    Value made = wrap.execute(tensor);
    tensor.setWrapper(made);
    return made;
  }

  <T> T guarded(Supplier<T> action) {
    try {
      return action.get();
    } catch (TorchError e) {
      throw raised(e);
    }
  }

  RuntimeException raised(TorchError error) {
    if (raiser == null) {
      return error;
    }
    try {
      raiser.execute(error.kind().pythonName(), error.getMessage());
      return error;
    } catch (PolyglotException inPython) {
      // on its way through the host it becomes the Python exception again
      return inPython;
    }
  }
}
