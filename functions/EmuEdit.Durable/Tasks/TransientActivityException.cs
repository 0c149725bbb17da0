namespace EmuEdit.Durable;

/// <summary>
/// Marks a failure as transient on its way through the hub, which keeps only types and messages. The failure is the inner exception.
/// </summary>
/// <param name="failure">The failure.</param>
internal sealed class TransientActivityException(Exception failure) : Exception(failure.Message, failure);
