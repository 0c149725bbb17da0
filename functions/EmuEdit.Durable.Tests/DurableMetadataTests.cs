using Microsoft.DurableTask.Client;

namespace EmuEdit.Durable.Tests;

public class DurableMetadataTests
{
    [Theory]
    [InlineData("\"Task 'Draw' failed.\"", "\"Task 'Draw' failed.\"")]
    [InlineData(null, "The task hub kept no reason.")]
    public void Of_FailedInstanceWithoutDetails_FailedForWhatItsOutputSays(string? output, string reason) =>
        Assert.Equal(
            reason,
            DurableMetadata
                .Of(
                    new OrchestrationMetadata("Make", "one")
                    {
                        RuntimeStatus = OrchestrationRuntimeStatus.Failed,
                        SerializedOutput = output,
                    }
                )
                .Failure!.ErrorMessage
        );
}
