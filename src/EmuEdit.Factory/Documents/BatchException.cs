namespace EmuEdit.Factory;

/// <summary>Why a batch cannot do what was asked.</summary>
public enum BatchError
{
    /// <summary>There is no such batch, sample or file.</summary>
    Missing,

    /// <summary>It is in a state that does not allow it, or its id is that of another batch.</summary>
    Conflict,
}

/// <summary>A batch cannot do what was asked.</summary>
public sealed class BatchException : Exception
{
    private BatchException(BatchError error, string message) : base(message) => Error = error;

    /// <summary>Why.</summary>
    public BatchError Error { get; }

    internal static BatchException Missing(string batch) => new(BatchError.Missing, $"There is no batch {batch}.");

    internal static BatchException MissingSample(string batch, string key) =>
        new(BatchError.Missing, $"Batch {batch} has no such part of sample '{key}'.");

    internal static BatchException MissingFile(string batch, string file) =>
        new(BatchError.Missing, $"Batch {batch} has no file '{file}'.");

    internal static BatchException Conflict(string batch, string why) => new(BatchError.Conflict, $"Batch {batch} {why}.");
}
