using Microsoft.Playwright;

namespace EmuEdit.Studio.Tests;

/// <summary>The page of the API's document.</summary>
public class ReferenceStories(BrowserFixture fixture)
{
    [Fact]
    public async Task I_read_about_the_API_and_every_file_comes_from_the_server()
    {
        await using var tab = await fixture.Open();
        var violations = new List<string>();
        tab.Page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
                violations.Add(message.Text);
        };
        await tab.Page.GotoAsync(new Uri(tab.Server, "/reference/").ToString());
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Edit an image" })).ToBeVisibleAsync();
        await tab.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Empty(violations);
        Assert.NotEmpty(tab.Requests);
        Assert.All(
            tab.Requests,
            address =>
                Assert.True(
                    address.StartsWith("blob:", StringComparison.Ordinal)
                        || address.StartsWith("data:", StringComparison.Ordinal)
                        || tab.Server.IsBaseOf(new(address)),
                    address
                )
        );
    }
}
