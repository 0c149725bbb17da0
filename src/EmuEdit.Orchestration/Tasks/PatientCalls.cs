namespace EmuEdit.Orchestration;

/// <summary>How orchestrators call activities that read and write stores and run models.</summary>
public static class PatientCalls
{
    /// <summary>Runs an activity; waits out what fails for a time (<see cref="RetryPolicy.WhileTransient"/>), and tries again after other failures (<see cref="RetryPolicy.ThreeTimes"/>).</summary>
    /// <param name="context">The orchestrator's context.</param>
    /// <param name="activity">Its name.</param>
    /// <param name="input">Its input.</param>
    /// <exception cref="TaskFailedException">The input is to blame, or it failed three times.</exception>
    public static async Task<TOut> CallActivityPatientlyAsync<TIn, TOut>(this OrchestrationContext context, TaskName<TIn, TOut> activity, TIn input)
    {
        ArgumentNullException.ThrowIfNull(context);
        for (var attempt = 1; ; attempt++)
            try
            {
                return await context.CallActivityAsync(activity, input, RetryPolicy.WhileTransient);
            }
            catch (TaskFailedException e) when (attempt < RetryPolicy.ThreeTimes.MaxAttempts && RetryPolicy.ThreeTimes.Handle(e.Failure))
            {
                await context.CreateTimerAsync(RetryPolicy.ThreeTimes.IntervalAfter(attempt));
            }
    }
}
