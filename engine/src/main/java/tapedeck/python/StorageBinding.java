package tapedeck.python;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.graalvm.polyglot.HostAccess.Export;
import tapedeck.autograd.Engine;
import tapedeck.tensor.ArrayBytes;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;
import tapedeck.tensor.TorchError;

/**
 * The memory behind tensors, as {@code torch.storage} and files of tensors see it. Bytes cross over
 * as strings of the characters 0 to 255, since Python turns those into bytes and back at once.
 */
public final class StorageBinding {
  private final Engine engine;
  private final PythonObjects objects;
  private final IdentityHashMap<Storage, Long> addresses = new IdentityHashMap<>();

  StorageBinding(Engine engine, PythonObjects objects) {
    this.engine = engine;
    this.objects = objects;
  }

  @Export
  public Object of(Tensor tensor) {
    return tensor.storage();
  }

  /** A number that no other memory has. */
  @Export
  public long address(Storage storage) {
    return addresses.computeIfAbsent(storage, any -> (addresses.size() + 1L) << 32);
  }

  @Export
  public String dtype(Storage storage) {
    return storage.dtype().torchName();
  }

  @Export
  public int length(Storage storage) {
    return storage.length();
  }

  /** All bytes, little endian. */
  @Export
  public String bytes(Storage storage) {
    byte[] bytes = new byte[Math.multiplyExact(storage.length(), storage.dtype().bytes())];
    ArrayBytes.put(storage.array(), 0, storage.length(), bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Memory with the given bytes. */
  @Export
  public Object read(String dtype, String text) {
    return objects.guarded(
        () -> {
          DType type = Objects.requireNonNull(DType.named(dtype));
          byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
          if (bytes.length % type.bytes() != 0) {
            throw TorchError.runtime(
                "%d bytes are no whole number of %s".formatted(bytes.length, dtype));
          }
          Storage storage = Storage.allocate(type, bytes.length / type.bytes());
          ArrayBytes.get(storage.writable(), 0, Array.getLength(storage.array()), bytes);
          return storage;
        });
  }

  /** A tensor that looks at the memory. */
  @Export
  public Object tensor(
      Storage storage, int offset, List<Object> size, List<Object> stride, boolean requiresGrad) {
    return objects.guarded(
        () -> {
          int[] sizes = integers(size);
          int[] strides = integers(stride);
          storage.requireRoom(sizes, strides, offset);
          Tensor tensor = engine.tensor(storage, Shape.of(sizes), strides, offset, requiresGrad);
          // in PyTorch an empty tensor was made to look at the memory
          tensor.bumpVersion();
          return objects.wrapped(tensor);
        });
  }

  private static int[] integers(List<Object> numbers) {
    return numbers.stream().mapToInt(number -> ((Number) number).intValue()).toArray();
  }

  /** The element at an index as Python's bool, int or float. */
  @Export
  public Object element(Storage storage, int index) {
    return TensorBinding.number(
        TensorValue.of(storage.dtype(), Shape.SCALAR, new int[0], index, storage.array()), 0);
  }
}
