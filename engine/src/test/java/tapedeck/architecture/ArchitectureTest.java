package tapedeck.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md, and for each of them a class that breaks it. */
class ArchitectureTest {
  /** Each package may use those that stand after it. */
  private static final List<String> LAYERS =
      List.of(
          "session",
          "python",
          "analysis",
          "graph",
          "tape",
          "optim",
          "autograd",
          "op",
          "tensor",
          "kernel");

  private static final ArchRule NO_WINDOW =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javafx..", "java.awt..", "javax.swing..")
          .because("the engine serves the command line too: put what draws into app");

  private static final ArchRule KERNELS_ARE_PLAIN =
      noClasses()
          .that()
          .resideInAPackage("tapedeck.kernel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "tapedeck.tensor..", "tapedeck.op..", "tapedeck.autograd..", "tapedeck.tape..")
          .because("kernels are loops over arrays: pass arrays, strides and sizes");

  private static final ArchRule NO_STATICS =
      com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
          .that()
          .areStatic()
          .should()
          .beFinal()
          .because("an engine's state belongs to the engine object");

  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("tapedeck");

  private static ArchRule layers() {
    Architectures.LayeredArchitecture rule =
        Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String layer : LAYERS) {
      rule = rule.layer(layer).definedBy("tapedeck." + layer + "..");
    }
    for (int i = 1; i < LAYERS.size(); i++) {
      rule =
          rule.whereLayer(LAYERS.get(i))
              .mayOnlyBeAccessedByLayers(LAYERS.subList(0, i).toArray(String[]::new));
    }
    return rule.whereLayer(LAYERS.get(0))
        .mayNotBeAccessedByAnyLayer()
        .because("data flows one way: announce through EngineListener instead of calling upwards");
  }

  @Test
  void theRulesHold() {
    assertTrue(ENGINE.size() > 60, "only " + ENGINE.size() + " classes were looked at");
    layers().check(ENGINE);
    NO_WINDOW.check(ENGINE);
    KERNELS_ARE_PLAIN.check(ENGINE);
    NO_STATICS.check(ENGINE);
  }

  @Test
  void theRulesWouldCatchAViolation() {
    JavaClasses kernel = withCanary(tapedeck.kernel.Canary.class);
    assertThrows(AssertionError.class, () -> KERNELS_ARE_PLAIN.check(kernel));
    assertThrows(AssertionError.class, () -> layers().check(kernel));
    assertThrows(AssertionError.class, () -> NO_WINDOW.check(kernel));
    assertThrows(AssertionError.class, () -> NO_STATICS.check(kernel));
  }

  private static JavaClasses withCanary(Class<?> canary) {
    return new ClassFileImporter()
        .importClasses(canary, tapedeck.tensor.Tensor.class, tapedeck.kernel.Walk.class);
  }
}
