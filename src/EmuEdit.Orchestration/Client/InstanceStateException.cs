namespace EmuEdit.Orchestration;

/// <summary>An instance is not in the state that a request needs: it does not exist, has finished, or has not. It may have changed since the caller last looked.</summary>
/// <param name="message">The instance, and what is wrong with the request.</param>
public sealed class InstanceStateException(string message) : Exception(message);
