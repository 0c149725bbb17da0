namespace EmuEdit.Orchestration;

/// <summary>
/// An instance is not in the state that a request needs: it does not exist, has already finished, or has not finished yet. The state may
/// have changed since the caller last read it.
/// </summary>
/// <param name="message">The instance, and why the request is refused.</param>
public sealed class InstanceStateException(string message) : Exception(message);
