namespace EmuEdit.Learning;

/// <summary>Reason why a request about a job failed.</summary>
public enum JobError
{
    /// <summary>The job does not exist.</summary>
    Missing,

    /// <summary>The job's state does not allow the request, or its name is taken.</summary>
    Conflict,
}

/// <summary>The exception that is thrown if a request about a job fails.</summary>
public sealed class JobException : Exception
{
    private JobException(JobError error, string message) : base(message) => Error = error;

    /// <summary>The reason.</summary>
    public JobError Error { get; }

    internal static JobException Missing(string what) => new(JobError.Missing, $"There is no {what}.");

    internal static JobException Conflict(string what) => new(JobError.Conflict, $"{what}.");
}
