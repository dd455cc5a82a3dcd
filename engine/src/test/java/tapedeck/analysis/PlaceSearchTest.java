package tapedeck.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tapedeck.autograd.Engine;
import tapedeck.python.PythonHost;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

class PlaceSearchTest {
  private static final String PROGRAM =
      """
      import torch
      w = torch.tensor(2.0, requires_grad=True)
      optimizer = torch.optim.SGD([w], lr=0.1)
      for i in range(2):
          optimizer.zero_grad()
          y = w * w
          loss = y * 3
          loss.backward()
          optimizer.step()
          print("loss", loss.item())
      """;

  private static Tape record() {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    try (PythonHost host = new PythonHost()) {
      host.program("places.py", PROGRAM, List.of(), true).run(new Engine(recorder), recorder);
    }
    return tape;
  }

  private static List<Place> places(String... texts) {
    return java.util.Arrays.stream(texts).map(Place::parse).toList();
  }

  @Test
  void placesAreFoundOneBehindTheOther() {
    Tape tape = record();
    PlaceSearch search =
        new PlaceSearch(
            places(
                "created w",
                "makes y",
                "op MulBackward0",
                "backward",
                "node MulBackward0 (2)",
                "accumulated w",
                "updated w",
                "printed loss",
                "makes loss",
                "stepped",
                "end"));
    search.read(tape);
    List<Long> found = search.found();
    assertEquals(11, found.size());
    for (int i = 1; i < found.size(); i++) {
      assertTrue(found.get(i - 1) < found.get(i));
    }
    assertTrue(tape.event(found.get(5)) instanceof TapeEvent.GradAccumulated);
    assertTrue(tape.event(found.get(10)) instanceof TapeEvent.ProgramFinished);
  }

  @Test
  void aTapeThatGrowsLeadsToTheSamePlaces() {
    Tape tape = record();
    List<Place> places = places("makes loss", "accumulated w", "makes loss", "accumulated w (1)");
    PlaceSearch whole = new PlaceSearch(places);
    whole.read(tape);
    Tape growing = new Tape();
    PlaceSearch search = new PlaceSearch(places);
    for (long step = 1; step <= tape.length(); step++) {
      growing.append(tape.event(step));
      search.read(growing);
    }
    assertEquals(whole.found(), search.found());
  }

  @Test
  void whatNeverComesIsNotFound() {
    PlaceSearch search = new PlaceSearch(places("accumulated v", "end"));
    search.read(record());
    assertEquals(List.of(), search.found());
  }

  @Test
  void textsThatAreNoPlacesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Place.parse("somewhere"));
    assertThrows(IllegalArgumentException.class, () -> Place.parse("end (0)"));
    assertEquals(new Place("printed", "a b", 2), Place.parse("printed a b (2)"));
    assertEquals(new Place("end", "", 1), Place.parse("end"));
  }
}
