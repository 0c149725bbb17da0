using EmuEdit.Imaging;
using EmuEdit.TestKit;
using Microsoft.Playwright;

namespace EmuEdit.Studio.Tests;

/// <summary>What takes a while: teaching, data sets, training.</summary>
public class WorkStories(BrowserFixture fixture)
{
    [Fact]
    public async Task I_can_teach_a_task_and_try_it_at_once()
    {
        await using var tab = await fixture.Open();
        await tab.Go("#/teach");
        using var folder = new TemporaryFolder();
        await tab.Page.GetByLabel("Add pairs of pictures").SetInputFilesAsync(Pairs(folder));
        await Assertions.Expect(tab.Page.Locator(".pair img")).ToHaveCountAsync(4);
        await tab.Page.GetByLabel("Name").FillAsync("all-grey");
        await tab.Page.GetByLabel("How one asks for it").FillAsync("wash the colors away");
        await tab.Page.GetByLabel("At most, minutes").FillAsync("0.05");
        await tab.Button("Learn from these 2 pairs").ClickAsync();

        await Assertions.Expect(tab.Page.Locator(".title .status")).ToHaveTextAsync("Learned");
        await Assertions.Expect(tab.Page.GetByAltText("The error, step by step")).ToBeVisibleAsync();
        await tab.Page.GetByLabel("Choose a picture to try it on").SetInputFilesAsync(StudioTab.Scene);
        await Assertions.Expect(tab.Shown).ToContainTextAsync("wash the colors away");
        await Assertions.Expect(tab.Page.Locator(".notes")).ToContainTextAsync("task: all-grey");
    }

    [Fact]
    public async Task I_can_make_a_data_set_and_see_what_was_thrown_away()
    {
        await using var tab = await fixture.Open();
        await tab.Go("#/data");
        await tab.Button("New data set").ClickAsync();
        await tab.Page.GetByLabel("Samples to try").FillAsync("2");
        await tab.Page.GetByLabel("Pairs drawn for each").FillAsync("2");
        await tab.Button("Start").ClickAsync();
        await Assertions.Expect(tab.Page.Locator(".title .status")).ToHaveTextAsync("Completed");
        await Assertions.Expect(tab.Page.GetByText("2 of 2 tried")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "From tries to pairs" })).ToBeVisibleAsync();

        await tab.Button("Rejected").ClickAsync();
        var rejected = tab.Page.Locator(".pair-grid > li");
        await Assertions.Expect(rejected.First.Locator(".reason")).ToBeVisibleAsync();
        await Assertions.Expect(rejected.First.Locator("img")).ToHaveCountAsync(2);
        await tab.Button("Files").ClickAsync();
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Button("rejects/rejects-000000.tar").ClickAsync());
        Assert.Equal("rejects-000000.tar", download.SuggestedFilename);
    }

    [Fact]
    public async Task I_can_train_and_watch_it()
    {
        await using var tab = await fixture.Open();
        await tab.Go("#/train");
        await tab.Button("New training").ClickAsync();
        await tab.Page.GetByLabel("Part of the model").SelectOptionAsync("task-predictor");
        await tab.Page.GetByLabel("Minutes").FillAsync("0.1");
        await tab.Page.GetByLabel("Begin with the weights").UncheckAsync();
        await tab.Button("Start").ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "task-predictor" })).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.Locator(".title .status")).ToHaveTextAsync("Completed");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Img, new() { Name = "Training loss" })).ToBeVisibleAsync();
        await tab.Go("#/train");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "task-predictor" })).ToContainTextAsync("Completed");
    }

    [Fact]
    public async Task I_can_see_what_the_model_can_do()
    {
        await using var tab = await fixture.Open();
        await tab.Go("#/models");
        await Assertions.Expect(tab.Page.Locator(".model")).ToContainTextAsync("tiny");
        await Assertions.Expect(tab.Page.Locator(".model .chip", new() { HasText = "segmentation-map" })).ToBeVisibleAsync();
    }

    // Scenes, and the same without their colours.
    private static string[] Pairs(TemporaryFolder folder)
    {
        var codec = new SkiaCodec();
        var files = new List<string>();
        foreach (var scene in Directory.GetFiles(Path.Combine(Paths.Repository, "studio", "src", "edit", "scenes"), "*.webp").Take(2))
        {
            var image = codec.Read(scene);
            var grey = image.Clone();
            for (var i = 0; i < grey.Pixels.Length; i += 3)
                grey.Pixels.AsSpan(i, 3).Fill((byte)((image.Pixels[i] + image.Pixels[i + 1] + image.Pixels[i + 2]) / 3));
            var name = Path.GetFileNameWithoutExtension(scene);
            files.AddRange([folder[$"{name}.input.png"], folder[$"{name}.target.png"]]);
            codec.Write(files[^2], image);
            codec.Write(files[^1], grey);
        }
        return [.. files];
    }
}
