package tapedeck.autograd;

/**
 * Where a gradient goes next.
 *
 * @param node the backward function that receives it
 * @param inputNr which output of that function's forward operation it is the gradient of
 */
public record Edge(Node node, int inputNr) {}
