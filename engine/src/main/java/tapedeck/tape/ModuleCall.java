package tapedeck.tape;

/**
 * One call of an {@code nn.Module}.
 *
 * @param number counts the calls of the program from 1; two calls of one module differ in it
 * @param path where the module lies in the outermost module that runs, such as {@code
 *     blocks.0.att.qkv}; for the outermost one its variable, or its type where it has none
 * @param type the name of its class
 */
public record ModuleCall(long number, String path, String type) {}
