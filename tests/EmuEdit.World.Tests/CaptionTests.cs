using EmuEdit.Core;

namespace EmuEdit.World.Tests;

public class CaptionTests
{
    [Theory]
    [InlineData("color")]
    [InlineData("style")]
    [InlineData("sketch")]
    [InlineData("depth")]
    public void Caption_OfALook_NamesTheSceneOnce(string task)
    {
        var world = new WorldDataset(5, size: 16);
        foreach (var i in Enumerable.Range(0, 40))
        {
            var sample = world.Sample(i, EditTask.Named(task));
            foreach (var caption in new[] { sample.InputCaption, sample.OutputCaption })
                foreach (var twice in new[] { "of a picture of", "of there is", "of we see", "of here is" })
                    Assert.DoesNotContain(twice, caption, StringComparison.Ordinal);
        }
    }
}
