namespace EmuEdit.Core;

/// <summary>An exception that knows whether the same request may succeed later.</summary>
public interface ITransientFault
{
    /// <summary>Whether trying again may help: a store out of reach does come back, a damaged file does not.</summary>
    bool IsTransient { get; }
}

/// <summary>
/// A model that fails on input that is in order: ONNX Runtime reports an error, memory runs out, or the result is not a number. It is a
/// fault of the program, its bundle or its machine. The server logs it and answers 500, an orchestration tries again, the command line
/// exits with 1.
/// </summary>
/// <param name="message">The model, what went wrong, and what may help, in one line.</param>
/// <param name="inner">What the runtime said.</param>
public sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Tells the faults that pass from those that stay.</summary>
public static class Faults
{
    /// <summary>Whether trying again may help, without a change of anything that was given.</summary>
    /// <param name="exception">What was thrown.</param>
    public static bool IsTransient(Exception exception) => exception switch
    {
        ITransientFault fault => fault.IsTransient,
        FileNotFoundException or DirectoryNotFoundException or EndOfStreamException or PathTooLongException => false,
        IOException or TimeoutException => true,
        _ => false,
    };
}
