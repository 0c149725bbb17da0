namespace EmuEdit.Durable;

/// <summary>Carries a failure that may pass through the hub, which keeps types and messages and nothing else. What failed is the inner exception.</summary>
/// <param name="failure">What failed.</param>
internal sealed class TransientActivityException(Exception failure) : Exception(failure.Message, failure);
