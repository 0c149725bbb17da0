namespace EmuEdit.Core.Tests;

public class EditTaskTests
{
    [Fact]
    public void All_Tasks_AreTheSixteenInAFixedOrder()
    {
        Assert.Equal(16, EditTask.All.Select(t => t.Name).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 16), EditTask.All.Select(t => t.Index));
    }

    [Fact]
    public void Named_UnknownTask_NamesTheGivenAndTheAllowed()
    {
        var error = Assert.Throws<InvalidInputException>(() => EditTask.Named("teleport"));
        Assert.Contains("teleport", error.Message);
        Assert.Contains("segmentation-map", error.Message);
    }

    [Fact]
    public void Image_WrongLength_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new Image(2, 2, new byte[11]));
}
