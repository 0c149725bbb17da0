namespace EmuEdit.Orchestration;

/// <summary>The context of an activity's call.</summary>
/// <param name="Name">The activity's name.</param>
/// <param name="InstanceId">The id of the orchestration instance that called the activity.</param>
/// <param name="Stopping">
/// Cancelled when the engine shuts down or the instance has ended. The activity should then stop soon. After a shutdown it runs again.
/// After the end of its instance, its result is dropped.
/// </param>
public sealed record ActivityContext(string Name, string InstanceId, CancellationToken Stopping);
