using System.Net;
using System.Net.Sockets;
using EmuEdit.TestKit;
using Microsoft.Playwright;

namespace EmuEdit.Studio.Tests;

public class SessionStories(BrowserFixture fixture)
{
    [Fact]
    public async Task I_can_find_a_session_again()
    {
        await using (var tab = await fixture.Open())
        {
            await tab.Begin();
            await tab.Edit("let it be dark night", turns: 1);
        }
        await using var later = await fixture.Open();
        await later.Page.GetByRole(AriaRole.Link, new() { Name = "let it be dark night" }).First.ClickAsync();
        await Assertions.Expect(later.Shown).ToContainTextAsync("let it be dark night");
        await Assertions.Expect(later.Page.Locator(".stage img")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task I_can_delete_a_session()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Edit("turn it into night", turns: 1);
        await tab.Page.GetByLabel("All sessions").ClickAsync();
        var session = tab.Page.GetByRole(AriaRole.Link, new() { Name = "turn it into night" });
        await Assertions.Expect(session).ToHaveCountAsync(1);
        tab.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await tab.Button("Delete “turn it into night”").First.ClickAsync();
        await Assertions.Expect(session).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task I_lose_nothing_when_the_server_is_killed_in_the_middle_of_a_turn()
    {
        fixture.SkipWithoutBrowser();
        var (port, data) = (FreePort(), TestFolders.New());
        using var first = Start();
        await using var tab = await fixture.Open(first.Client.BaseAddress!);
        await tab.Begin();
        await tab.Button("Options").ClickAsync();
        await tab.Page.GetByLabel("Steps").FillAsync("100");
        await tab.Prompt.FillAsync("make it night");
        await tab.Prompt.PressAsync("Enter");
        await Assertions.Expect(tab.Page.GetByText("Step ")).ToBeVisibleAsync();
        first.Kill();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("What it accepted is safe");

        using var second = Start();
        await Assertions.Expect(tab.Shown).ToContainTextAsync("make it night");
        await tab.Idle();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Status)).ToHaveCountAsync(0);
        await tab.Page.GetByLabel("All sessions").ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "make it night" })).ToContainTextAsync("1 turn");

        ServerProcess Start() => new("--port", $"{port}", "--bundle", fixture.Bundle, "--data-folder", data);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
