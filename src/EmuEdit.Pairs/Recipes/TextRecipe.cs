namespace EmuEdit.Pairs.Recipes;

/// <summary>The area of the text, as text recognition finds it, is painted anew.</summary>
internal static class TextRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("text", MaskTarget.Text)
    {
        CrossAttention = new(0.4f, 1),
        InputSteps = new(0, 0.2f),
    };
}
