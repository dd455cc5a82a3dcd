package tapedeck.app.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md for the window, and for each a class that breaks it. */
class FeaturesTest {
  private static final List<String> FEATURES =
      List.of(
          "graphview",
          "source",
          "inspector",
          "timeline",
          "console",
          "plots",
          "problems",
          "lessons",
          "breakpoints",
          "watch",
          "settings",
          "cli");

  private static final ArchRule NO_LIVE_TENSORS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("tapedeck.tensor.Tensor")
          .because("a view reads State; live tensors belong to the program's thread");

  private static final ArchRule FRAMES_ARE_PLAIN =
      noClasses()
          .that()
          .haveNameMatching(".*\\.(picture\\..*|PhaseTrack|Inspection)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javafx..", "java.awt..")
          .because("what is drawn is a list of plain records, tested without a toolkit");

  private static final JavaClasses APP =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("tapedeck.app");

  private static List<ArchRule> featureRules() {
    List<ArchRule> rules = new ArrayList<>();
    for (String feature : FEATURES) {
      String[] others =
          FEATURES.stream()
              .filter(other -> !other.equals(feature))
              .map(other -> "tapedeck.app." + other + "..")
              .toArray(String[]::new);
      rules.add(
          noClasses()
              .that()
              .resideInAPackage("tapedeck.app." + feature + "..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(others)
              .because("features meet in the shell, through the DebuggerModel"));
    }
    return rules;
  }

  @Test
  void theRulesHold() {
    assertTrue(APP.size() > 60, "only " + APP.size() + " classes were looked at");
    featureRules().forEach(rule -> rule.check(APP));
    NO_LIVE_TENSORS.check(APP);
    FRAMES_ARE_PLAIN.check(APP);
  }

  @Test
  void theRulesWouldCatchAViolation() {
    JavaClasses canary =
        new ClassFileImporter()
            .importClasses(
                tapedeck.app.console.Inspection.class, tapedeck.app.inspector.InspectorPane.class);
    assertThrows(AssertionError.class, () -> featureRules().forEach(rule -> rule.check(canary)));
    assertThrows(AssertionError.class, () -> NO_LIVE_TENSORS.check(canary));
    assertThrows(AssertionError.class, () -> FRAMES_ARE_PLAIN.check(canary));
  }
}
