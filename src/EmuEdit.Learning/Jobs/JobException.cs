namespace EmuEdit.Learning;

/// <summary>Why a job cannot do what was asked.</summary>
public enum JobError
{
    /// <summary>There is none of that name.</summary>
    Missing,

    /// <summary>It is in a state that does not allow it, or its name is taken.</summary>
    Conflict,
}

/// <summary>A job cannot do what was asked.</summary>
public sealed class JobException : Exception
{
    private JobException(JobError error, string message) : base(message) => Error = error;

    /// <summary>Why.</summary>
    public JobError Error { get; }

    internal static JobException Missing(string what) => new(JobError.Missing, $"There is no {what}.");

    internal static JobException Conflict(string what) => new(JobError.Conflict, $"{what}.");
}
