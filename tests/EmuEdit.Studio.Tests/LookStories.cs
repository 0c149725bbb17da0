using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EmuEdit.Studio.Tests;

public class LookStories(BrowserFixture fixture)
{
    private static readonly string[] Places = ["#/teach", "#/data", "#/train", "#/models", "#/edit"];

    [Fact]
    public async Task I_can_read_and_reach_everything_by_day_and_by_night()
    {
        await using var tab = await fixture.Open();
        await EachPlace(tab, () => Check(tab));
        await tab.Begin();
        await tab.Edit("make it night", turns: 1);
        await tab.Button("Options").ClickAsync();
        await Check(tab);
    }

    [Fact]
    public async Task I_can_edit_on_a_phone()
    {
        await using var tab = await fixture.Open(375, 740);
        await EachPlace(tab, () => CheckWidth(tab));
        await tab.Begin();
        await tab.Edit("make it night", turns: 1);
        await Assertions.Expect(tab.Page.Locator(".stage img")).ToBeInViewportAsync(new() { Ratio = 0.9f });
        await Assertions.Expect(tab.Button("Edit")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Data" })).ToBeInViewportAsync(new() { Ratio = 1 });
        await tab.Button("Options").ClickAsync();
        await Axe(tab, ColorScheme.Light, new());
        await CheckWidth(tab);
    }

    [Fact]
    public async Task I_can_switch_between_day_and_night()
    {
        await using var tab = await fixture.Open();
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var day = await Paper();
        await tab.Button("Theme: auto").ClickAsync();
        Assert.Equal(day, await Paper());
        await tab.Button("Theme: light").ClickAsync();
        Assert.NotEqual(day, await Paper());
        await tab.Page.ReloadAsync();
        await Assertions.Expect(tab.Button("Theme: dark")).ToBeVisibleAsync();
        Assert.NotEqual(day, await Paper());

        Task<string> Paper() => tab.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor");
    }

    // The last one is where an edit begins.
    private static async Task EachPlace(StudioTab tab, Func<Task> check)
    {
        foreach (var place in Places)
        {
            await tab.Go(place);
            await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await check();
        }
    }

    private static async Task Check(StudioTab tab)
    {
        await Axe(tab, ColorScheme.Light, new());
        // By night only the colours are others.
        await Axe(tab, ColorScheme.Dark, new() { RunOnly = new() { Type = "rule", Values = ["color-contrast"] } });
        await CheckWidth(tab);
    }

    private static async Task CheckWidth(StudioTab tab) =>
        Assert.Equal(0, await tab.Page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"));

    private static async Task Axe(StudioTab tab, ColorScheme scheme, AxeRunOptions options)
    {
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var found = await tab.Page.RunAxe(options);
        Assert.Empty(found.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
    }
}
