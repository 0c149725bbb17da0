using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Imaging;
using Microsoft.Playwright;

namespace EmuEdit.Studio.Tests;

public class EditStories(BrowserFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_edit_a_picture_and_compare_it_with_the_one_before()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Edit("remove the red sphere", turns: 1);
        await Assertions.Expect(tab.Page.Locator(".notes")).ToContainTextAsync("task: remove");

        await tab.Button("Slider").ClickAsync();
        await tab.Page.GetByLabel("How much of the picture before is shown").FillAsync("80");
        await Assertions.Expect(tab.Page.Locator(".slider")).ToHaveAttributeAsync("style", "--place: 80%;");
        await tab.Button("Side by side").ClickAsync();
        await Assertions.Expect(tab.Page.Locator(".stage img")).ToHaveCountAsync(2);
        await tab.Button("Changes").ClickAsync();
        var painted = await tab.Page.GetByLabel("The pixels that changed").EvaluateAsync<int>(
            """
            async canvas => {
              while (canvas.width !== 256) await new Promise(again => setTimeout(again, 20));
              const { data } = canvas.getContext('2d').getImageData(0, 0, 256, 256);
              let red = 0;
              for (let i = 0; i < data.length; i += 4) if (data[i] > 200 && data[i + 1] < 100) red++;
              return red;
            }
            """);
        Assert.InRange(painted, 200, 256 * 256 / 3);
    }

    [Fact]
    public async Task I_can_undo_redo_and_branch_from_any_turn()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Edit("remove the red sphere", turns: 1);
        await tab.Edit("make it night", turns: 2);
        await tab.Button("Undo").ClickAsync();
        await Assertions.Expect(tab.Shown).ToContainTextAsync("remove the red sphere");
        await tab.Button("Redo").ClickAsync();
        await Assertions.Expect(tab.Shown).ToContainTextAsync("make it night");

        await tab.Turns.First.ClickAsync();
        await Assertions.Expect(tab.Shown).ToContainTextAsync("Your picture");
        await tab.Edit("make it snowy", turns: 3);
        await tab.Button("Undo").ClickAsync();
        await Assertions.Expect(tab.Shown).ToContainTextAsync("Your picture");
        await Assertions.Expect(tab.Button("Undo")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task I_can_try_several_variants_and_take_one()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Page.GetByLabel("Variants").SelectOptionAsync("3");
        await tab.Edit("make it night", turns: 3);
        var variants = tab.Page.GetByRole(AriaRole.Group, new() { Name = "The same with other seeds" }).GetByRole(AriaRole.Button);
        await Assertions.Expect(variants).ToHaveCountAsync(3);
        await variants.First.ClickAsync();
        await Assertions.Expect(variants.First).ToHaveAttributeAsync("aria-pressed", "true");
        var seeds = await variants.EvaluateAllAsync<string[]>("buttons => buttons.map(b => b.title)");
        Assert.Equal(3, seeds.Distinct().Count());

        await tab.Button("Try again with another seed").ClickAsync();
        await Assertions.Expect(tab.Turns).ToHaveCountAsync(7);
    }

    [Fact]
    public async Task I_can_make_turns_of_an_instruction_with_several_edits()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Edit("remove the red sphere and make it night", turns: 1);
        await Assertions.Expect(tab.Page.Locator(".notes .remark")).ToContainTextAsync("asks for 2 edits");
        await tab.Button("Make 2 turns of it").ClickAsync();
        await Assertions.Expect(tab.Shown).ToContainTextAsync("make it night");
        await tab.Button("Undo").ClickAsync();
        await Assertions.Expect(tab.Shown).ToContainTextAsync("remove the red sphere");
        await tab.Button("Undo").ClickAsync();
        await Assertions.Expect(tab.Shown).ToContainTextAsync("Your picture");
    }

    [Fact]
    public async Task I_am_told_what_an_edit_cannot_do()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Edit("remove the purple giraffe", turns: 1);
        await Assertions.Expect(tab.Page.Locator(".notes .remark")).ToContainTextAsync("never learned the word \"giraffe\"");
    }

    [Fact]
    public async Task I_can_change_how_turns_are_made()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Button("Options").ClickAsync();
        await tab.Page.GetByLabel("Steps").FillAsync("4");
        await tab.Page.GetByLabel("Seed", new() { Exact = true }).FillAsync("77");
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "Task" }).SelectOptionAsync("global");
        await tab.Edit("make it night", turns: 1);
        await Assertions.Expect(tab.Page.Locator(".notes")).ToContainTextAsync("seed 77");
        await Assertions.Expect(tab.Page.Locator(".badge")).ToHaveTextAsync("3");
        await tab.Button("All as the model has them").ClickAsync();
        await Assertions.Expect(tab.Page.Locator(".badge")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task I_can_paint_where_an_edit_may_change_something()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Button("Paint where it may change something").ClickAsync();
        var canvas = (await tab.Page.GetByRole(AriaRole.Application).BoundingBoxAsync())!;
        await tab.Page.Mouse.MoveAsync(canvas.X + canvas.Width / 4, canvas.Y + canvas.Height / 2);
        await tab.Page.Mouse.DownAsync();
        await tab.Page.Mouse.MoveAsync(canvas.X + canvas.Width / 2, canvas.Y + canvas.Height / 2);
        await tab.Page.Mouse.UpAsync();
        await tab.Button("Done").ClickAsync();
        await tab.Edit("make it night", turns: 1);
        await Assertions.Expect(tab.Page.Locator(".notes")).ToContainTextAsync("kept to what was painted");

        // A stroke over a quarter of the width, with a brush of an eighth: without the mask, all would have changed.
        var session = tab.Page.Url.Split('/')[^1];
        var turn = await fixture.Server.Client.GetFromJsonAsync<JsonObject>($"/api/sessions/{session}/turns/1", Stop);
        Assert.InRange(turn!["changed_pixels"]!.GetValue<int>(), 500, 256 * 256 / 10);

        await tab.Button("Edit everywhere").ClickAsync();
        await tab.Button("Undo").ClickAsync();
        await tab.Edit("make it night", turns: 2);
        await Assertions.Expect(tab.Page.Locator(".notes")).Not.ToContainTextAsync("kept to what was painted");
    }

    [Fact]
    public async Task I_can_download_the_picture_a_sheet_and_the_session()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Edit("make it night", turns: 1);
        var codec = new SkiaCodec();
        var picture = codec.Decode(await Download("This picture"), "the picture");
        Assert.Equal((256, 256), (picture.Width, picture.Height));
        var sheet = codec.Decode(await Download("A sheet of the turns"), "the sheet");
        Assert.InRange(sheet.Width, 2 * 256, 3 * 256);
        var session = await Download("The whole session");
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(session));
        Assert.Equal(["session.json", "source.png", "turn1.png", "turn1.changes.png"], zip.Entries.Select(e => e.Name));

        async Task<byte[]> Download(string what)
        {
            await tab.Page.GetByLabel("Download", new() { Exact = true }).ClickAsync();
            var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Button(what).ClickAsync());
            return await File.ReadAllBytesAsync((await download.PathAsync())!, Stop);
        }
    }

    [Fact]
    public async Task I_can_use_the_keyboard_alone()
    {
        await using var tab = await fixture.Open();
        var keys = tab.Page.Keyboard;
        await tab.Begin();
        await keys.TypeAsync("make it night");
        await keys.PressAsync("Enter");
        await Assertions.Expect(tab.Shown).ToContainTextAsync("make it night");
        await tab.Idle();
        // The empty field has nothing to take back.
        await keys.PressAsync("Control+z");
        await Assertions.Expect(tab.Shown).ToContainTextAsync("Your picture");
        await keys.PressAsync("Control+Shift+z");
        await Assertions.Expect(tab.Shown).ToContainTextAsync("make it night");

        await tab.Page.Locator("body").ClickAsync(new() { Position = new() { X = 2, Y = 700 } });
        await keys.PressAsync("2");
        await Assertions.Expect(tab.Button("Slider")).ToHaveAttributeAsync("aria-pressed", "true");
        await keys.PressAsync("t");
        await keys.PressAsync("ArrowUp");
        await keys.PressAsync("Enter");
        await Assertions.Expect(tab.Shown).ToContainTextAsync("Your picture");
        await keys.PressAsync("?");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await keys.PressAsync("/");
        await Assertions.Expect(tab.Prompt).ToBeFocusedAsync();
    }

    [Fact]
    public async Task I_am_told_what_is_wrong_with_a_picture()
    {
        await using var tab = await fixture.Open();
        var broken = new FilePayload { Name = "broken.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() };
        await tab.Page.GetByLabel("Choose a picture").SetInputFilesAsync(broken);
        await Assertions.Expect(tab.Problem).ToContainTextAsync("the image");
    }
}
