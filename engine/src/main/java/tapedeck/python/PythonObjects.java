package tapedeck.python;

import java.util.ArrayList;
import java.util.List;
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
  private @Nullable Value makeTuple;
  private @Nullable Value unwrap;
  private @Nullable Value linalgError;

  /** Takes the function that raises a Python exception of a given type and message. */
  @Export
  public void set_raiser(Value function) {
    raiser = function;
  }

  /** Takes the exception type of linear algebra, once it is defined. */
  @Export
  public void set_linalg_error(Value type) {
    linalgError = type;
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

  /** Takes the function that makes a tuple, with field names where there are any, of tensors. */
  @Export
  public void set_tuple(Value function) {
    makeTuple = function;
  }

  /** The results of {@code function} as one Python object. */
  Object tuple(String function, List<String> outputs, List<Tensor> results) {
    if (makeTuple == null) {
      throw new IllegalStateException("torch was not imported");
    }
    Object[] wrapped = results.stream().map(this::wrapped).toArray();
    return makeTuple.execute(function, outputs.toArray(), wrapped);
  }

  /** The Python objects of tensors, None for null. */
  @Nullable Object[] all(List<? extends @Nullable Tensor> tensors) {
    @Nullable Object[] wrapped = new Object[tensors.size()];
    for (int i = 0; i < wrapped.length; i++) {
      Tensor tensor = tensors.get(i);
      wrapped[i] = tensor == null ? null : wrapped(tensor);
    }
    return wrapped;
  }

  /** Takes the function that gives the engine's tensor of a Python object. */
  @Export
  public void set_unwrap(Value function) {
    unwrap = function;
  }

  /** The tensor behind a Python object, null for None. */
  @Nullable Tensor unwrapped(Value object) {
    if (object.isNull() || unwrap == null) {
      return null;
    }
    return unwrap.execute(object).asHostObject();
  }

  /** The tensors behind a sequence, null for None. */
  @Nullable List<@Nullable Tensor> unwrappedList(Value sequence) {
    if (sequence.isNull()) {
      return null;
    }
    List<@Nullable Tensor> tensors = new ArrayList<>();
    for (long i = 0; i < sequence.getArraySize(); i++) {
      tensors.add(unwrapped(sequence.getArrayElement(i)));
    }
    return tensors;
  }

  <T extends @Nullable Object> T guarded(Supplier<T> action) {
    try {
      return action.get();
    } catch (TorchError e) {
      throw raised(e);
    } catch (OutOfMemoryError e) {
      throw raised(TorchError.runtime("not enough memory: " + e.getMessage()));
    } catch (IndexOutOfBoundsException
        | NegativeArraySizeException
        | ClassCastException
        | ArithmeticException
        | ArrayStoreException
        | NullPointerException
        | IllegalArgumentException e) {
      // a mistake of ours: better an error that the program shows at its line than the end of it
      throw raised(TorchError.runtime("Tapedeck failed here, which is a mistake of its own: " + e));
    }
  }

  /** The name of the exception type; the first error of linear algebra defines its own. */
  private static String kind(TorchError error, boolean linalg) {
    return linalg ? "torch.linalg.LinAlgError" : error.kind().pythonName();
  }

  RuntimeException raised(TorchError error) {
    if (raiser == null) {
      return error;
    }
    try {
      boolean linalg = error.kind() == TorchError.Kind.LINALG;
      Object type = linalg && linalgError != null ? linalgError : kind(error, linalg);
      raiser.execute(type, error.getMessage());
      return error;
    } catch (PolyglotException inPython) {
      // on its way through the host it becomes the Python exception again
      return inPython;
    }
  }
}
