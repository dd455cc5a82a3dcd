package tapedeck.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BriefTest {
  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "0, 0",
    "-0.0, −0",
    "0.1, 0.1",
    "-2.5, −2.5",
    "123456, 123460",
    "3.14159265, 3.1416",
    "0.00012345678, 0.00012346",
    "0.000012345678, 1.2346e-5",
    "1e9, 1e9",
    "12345678912, 1.2346e10",
    "NaN, nan",
    "-Infinity, −inf"
  })
  void writesNumbersShort(double number, String text) {
    assertEquals(text, Brief.number(number));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1, 0.1",
    "0.30000000000000004, 0.3, 0.30000000000000004",
    "-1.17549435e-38, −1.1754944e-38, −1.17549435e-38",
    "16777217, 16777216, 16777217",
    "NaN, nan, nan"
  })
  void writesNumbersWhole(double number, String narrow, String wide) {
    TensorValue floats =
        Tensor.contiguous(1, Storage.of(new float[] {0, (float) number}), Shape.of(2)).value();
    TensorValue doubles =
        Tensor.contiguous(1, Storage.of(DType.FLOAT64, new double[] {number}), Shape.of(1)).value();
    assertEquals(narrow, Brief.exact(floats, 1));
    assertEquals(wide, Brief.exact(doubles, 0));
  }
}
