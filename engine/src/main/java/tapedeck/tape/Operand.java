package tapedeck.tape;

import org.jspecify.annotations.Nullable;

/**
 * One argument of an operator: a tensor, or anything else as text.
 *
 * @param parameter the parameter's name
 * @param tensor the tensor's number, null for a number, a size or a switch
 * @param text what stands for it in an expression; empty for a tensor
 */
public record Operand(String parameter, @Nullable Long tensor, String text) {}
