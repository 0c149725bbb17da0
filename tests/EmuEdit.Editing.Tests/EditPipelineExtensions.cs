using EmuEdit.Core;

namespace EmuEdit.Editing.Tests;

internal static class EditPipelineExtensions
{
    public static EditResult Run(this EditPipeline pipeline, Image input, string instruction, EditOptions options) =>
        pipeline.Edit(input, instruction, options, progress: null, TestContext.Current.CancellationToken);
}
