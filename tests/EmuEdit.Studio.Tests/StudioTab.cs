using EmuEdit.TestKit;
using Microsoft.Playwright;

namespace EmuEdit.Studio.Tests;

/// <summary>A tab with the Studio, and what its stories do again and again. What goes wrong in its scripts fails the story.</summary>
internal sealed class StudioTab : IAsyncDisposable
{
    // Nothing that a story waits for takes a tenth of it.
    private const float Milliseconds = 120_000;

    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [], _requests = [];

    private StudioTab(IBrowserContext context, IPage page, Uri server)
    {
        (_context, Page, Server) = (context, page, server);
        page.PageError += (_, error) => _errors.Add(error);
        context.Request += (_, request) => _requests.Add(request.Url);
    }

    public static string Scene { get; } = Path.Combine(Paths.Repository, "docs", "pictures", "scene.png");

    public IPage Page { get; }

    public Uri Server { get; }

    /// <summary>Every address that was asked for.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public ILocator Prompt => Page.GetByLabel("What to change");

    public ILocator Turns => Page.GetByRole(AriaRole.Navigation, new() { Name = "Turns" }).GetByRole(AriaRole.Button);

    /// <summary>The turn that is shown.</summary>
    public ILocator Shown => Page.Locator(".tree [aria-current]");

    public ILocator Problem => Page.GetByRole(AriaRole.Alert);

    public static async Task<StudioTab> Open(IBrowserContext context, Uri server)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Milliseconds);
        Assertions.SetDefaultExpectTimeout(Milliseconds);
        var tab = new StudioTab(context, page, server);
        await page.GotoAsync(server.ToString());
        return tab;
    }

    public Task Go(string place) => Page.EvaluateAsync("place => { location.hash = place; }", place);

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Begins a session with a picture.</summary>
    public async Task Begin(string? picture = null)
    {
        await Page.GetByLabel("Choose a picture").SetInputFilesAsync(picture ?? Scene);
        await Assertions.Expect(Prompt).ToBeFocusedAsync();
    }

    /// <summary>Asks for an edit and waits until it is there.</summary>
    /// <param name="instruction">What to change.</param>
    /// <param name="turns">How many turns there are then, the source not counted.</param>
    public async Task Edit(string instruction, int turns)
    {
        await Prompt.FillAsync(instruction);
        await Prompt.PressAsync("Enter");
        await Assertions.Expect(Shown).ToContainTextAsync(instruction);
        await Assertions.Expect(Turns).ToHaveCountAsync(turns + 1);
        await Idle();
    }

    /// <summary>Waits until no turn is being made.</summary>
    public Task Idle() => Assertions.Expect(Button("Edit")).ToBeVisibleAsync();

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_errors);
    }
}
