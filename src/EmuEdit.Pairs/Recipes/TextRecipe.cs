namespace EmuEdit.Pairs.Recipes;

/// <summary>Repaints the area of the text that text recognition finds.</summary>
internal static class TextRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("text", MaskTarget.Text)
    {
        CrossAttention = new(0.4f, 1),
        InputSteps = new(0, 0.2f),
    };
}
