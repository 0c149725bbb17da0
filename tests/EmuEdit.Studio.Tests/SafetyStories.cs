using EmuEdit.TestKit;
using Microsoft.Playwright;

namespace EmuEdit.Studio.Tests;

public class SafetyStories(BrowserFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_work_without_a_request_that_leaves_the_server()
    {
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Edit("make it night", turns: 1);
        foreach (var section in new[] { "teach", "data", "train", "models" })
        {
            await tab.Go($"#/{section}");
            await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        }
        Assert.NotEmpty(tab.Requests);
        var blob = "blob:" + tab.Server;
        Assert.All(
            tab.Requests,
            address => Assert.True(tab.Server.IsBaseOf(new(address)) || address.StartsWith(blob, StringComparison.Ordinal), address)
        );
    }

    [Fact]
    public async Task I_am_safe_from_scripts_in_the_page_and_from_other_origins()
    {
        await using var tab = await fixture.Open();
        var ran = await tab.Page.EvaluateAsync<bool>(
            """
            () => {
              document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }));
              return window.ran === true;
            }
            """);
        Assert.False(ran);
        var sent = await tab.Page.EvaluateAsync<string>("() => fetch('http://localhost:9/').then(() => 'sent', e => e.name)");
        Assert.Equal("TypeError", sent);
        var blocked = await tab.Page.EvaluateAsync<string[]>(
            """
            () => new Promise(done => {
              const seen = [];
              addEventListener('securitypolicyviolation', e => (seen.push(e.effectiveDirective), seen.length === 3 && done(seen.sort())));
              const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s);
              fetch('http://localhost:9/').catch(() => {});
              document.body.append(Object.assign(document.createElement('iframe'), { src: 'http://localhost:9/' }));
            })
            """);
        Assert.Equal(["connect-src", "frame-src", "script-src-elem"], blocked);
    }

    [Fact]
    public async Task I_see_what_I_wrote_as_text_whatever_it_is()
    {
        const string instruction = "make it <img src=x onerror=document.title='run'> night";
        await using var tab = await fixture.Open();
        await tab.Begin();
        await tab.Edit(instruction, turns: 1);
        Assert.Equal(0, await tab.Page.Locator("img[src=x]").CountAsync());
        Assert.Contains("Studio", await tab.Page.TitleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_asked_for_the_key_of_a_server_that_wants_one()
    {
        fixture.SkipWithoutBrowser();
        const string key = "0123456789abcdef0123456789abcdef";
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["key.txt"], key, Stop);
        new TinyBundle().Write(folder["toy"]);
        using var server = new ServerProcess("--bundle", folder["toy"], "--key-file", folder["key.txt"], "--path-base", "/emu");
        await using var tab = await fixture.Open(new Uri(server.Client.BaseAddress!, "/emu"));
        Assert.EndsWith("/emu/", tab.Page.Url.Split('#')[0], StringComparison.Ordinal);

        await tab.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("not the key of this server");
        await tab.Button("Go in").ClickAsync();
        await Assertions.Expect(tab.Page.GetByText("It does not know that key.")).ToBeVisibleAsync();
        await tab.Page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
        await tab.Button("Go in").ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await tab.Begin();
        await tab.Edit("red", turns: 1);
        await Assertions.Expect(tab.Page.Locator(".stage img")).ToBeVisibleAsync();
    }
}
