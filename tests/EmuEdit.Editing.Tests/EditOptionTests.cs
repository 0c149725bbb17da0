using EmuEdit.Core;

namespace EmuEdit.Editing.Tests;

public sealed class EditOptionTests
{
    private sealed record Body : EditOptions
    {
        public string Instruction { get; init; } = "";
    }

    [Fact]
    public void All_Options_HaveTheNamesOfTheFormAndTheirRanges() =>
        Assert.Equal(
            [
                ("task", null),
                ("seed", null),
                ("steps", "1 to 1000"),
                ("text_guidance", "0 to 50"),
                ("image_guidance", "0 to 50"),
                ("alpha", "0 to 1"),
                ("reuse", "0 to 1"),
                ("sampler", null),
                ("strict", null),
            ],
            EditOption.All.Select(o => (o.Name, o.Allowed))
        );

    [Fact]
    public void Of_EveryValue_IsTakenOver()
    {
        var values = new Dictionary<string, object>
        {
            ["task"] = "color",
            ["seed"] = (Seed)7,
            ["steps"] = 3,
            ["text_guidance"] = 1.5f,
            ["image_guidance"] = 2f,
            ["alpha"] = 0.5f,
            ["reuse"] = 0.25,
            ["sampler"] = "euler",
            ["strict"] = true,
        };
        var options = new EditOptions
        {
            Task = "color",
            Seed = 7,
            Steps = 3,
            TextGuidance = 1.5f,
            ImageGuidance = 2,
            Alpha = 0.5f,
            Reuse = 0.25,
            Sampler = "euler",
            Strict = true,
        };
        Assert.Equal(options, EditOptions.Of(o => values[o.Name]));
        Assert.All(EditOption.All, o => Assert.Equal(o.Type, values[o.Name].GetType()));
        Assert.Equal(new EditOptions(), EditOptions.Of(_ => null));
    }

    [Fact]
    public void ToOptions_OfABody_AreTheOptionsAlone()
    {
        var body = new Body { Instruction = "red", Steps = 3, Seed = 7 };
        Assert.Equal(new EditOptions { Steps = 3, Seed = 7 }, body.ToOptions());
        Assert.Throws<InvalidInputException>((body with { Alpha = 2 }).Validated);
    }
}
